// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/spanning_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/disjoint_sets.hpp"

namespace broadsheet::clustering {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

struct Edge {
  FixedPoint similarity;
  Index i;  // the lower point
  Index j;
};

bool is_greater(const Edge& a, const Edge& b) {
  if (a.similarity != b.similarity) return a.similarity > b.similarity;
  return std::pair(a.i, a.j) < std::pair(b.i, b.j);
}

// Goes over edges from the greatest down, and leaves those out whose points are together.
class Kruskal {
 public:
  explicit Kruskal(Index n_points) : clusters_(n_points) {}

  void operator()(const Edge& edge) {
    const auto [low, high] = clusters_.join(edge.i, edge.j);
    if (low == high) return;
    merges_.push_back({low, high, average_of(edge.similarity, 1)});
  }

  std::vector<NamedMerge> take() && { return std::move(merges_); }

 private:
  DisjointSets clusters_;
  std::vector<NamedMerge> merges_;
};

}  // namespace

std::vector<NamedMerge> spanning_tree(const similarity::Pairs& pairs, Index n_points,
                                      base::Checkpoint& checkpoint) {
  base::Buffer<Edge> edges;
  base::resize(edges, pairs.size(), checkpoint);
  base::for_each_index(pairs.size(), checkpoint, [&](std::size_t p) {
    edges[p] = {to_fixed(pairs.similarity[p]), pairs.i[p], pairs.j[p]};
  });
  base::sort(edges.begin(), edges.end(), checkpoint, is_greater);
  Kruskal kruskal(n_points);
  base::for_each_index(edges.size(), checkpoint, [&](std::size_t e) { kruskal(edges[e]); });
  return std::move(kruskal).take();
}

std::vector<NamedMerge> spanning_tree(SimilarityTriangle& triangle, FixedPoint cut,
                                      const base::Run& run) {
  const auto n = triangle.n_points();
  std::vector<Index> outside(at(n));
  std::iota(outside.begin(), outside.end(), Index{0});
  std::vector<Edge> greatest(at(n), {-1, 0, 0});  // by point outside: to one inside
  std::vector<Edge> edges;
  constexpr std::size_t ahead = 16;
  base::BetweenLoops between;
  std::size_t next = 0;  // where in outside
  while (!outside.empty()) {
    between(run, n - static_cast<Index>(outside.size()), n);
    const auto point = outside[next];
    if (greatest[at(point)].similarity >= cut) edges.push_back(greatest[at(point)]);
    outside.erase(outside.begin() + static_cast<std::ptrdiff_t>(next));
    next = 0;
    for (std::size_t k = 0; k < outside.size(); ++k) {
      const auto other = outside[k];
      // Where the point is the higher one, entries are rows apart in memory.
      if (k + ahead < outside.size() && outside[k + ahead] < point) {
        triangle.prefetch(outside[k + ahead], point);
      }
      const auto [i, j] = std::minmax(point, other);
      const Edge edge{static_cast<FixedPoint>(triangle(i, j)), i, j};
      auto& best = greatest[at(other)];
      if (is_greater(edge, best)) best = edge;
      if (is_greater(best, greatest[at(outside[next])])) next = k;
    }
  }
  std::ranges::sort(edges, is_greater);
  Kruskal kruskal(n);
  for (const auto& edge : edges) kruskal(edge);
  return std::move(kruskal).take();
}

}  // namespace broadsheet::clustering
