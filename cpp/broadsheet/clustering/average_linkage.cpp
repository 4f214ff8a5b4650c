// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/average_linkage.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <queue>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/cluster_graph.hpp"
#include "broadsheet/clustering/copies.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/similarity/join.hpp"

namespace broadsheet::clustering {
namespace {

template <class T>
void require_unit_rows(const sparse::CsrView<T>& x) {
  for (Index i = 0; i < x.n_rows(); ++i) {
    double squares = 0.0;
    for (const auto value : x.row(i).values) {
      if (value < T{0}) {
        throw std::invalid_argument("X has a negative value in row " + std::to_string(i) +
                                    "; average link needs weights of 0 or more");
      }
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    if (squares != 0.0 && std::abs(std::sqrt(squares) - 1.0) > 1e-3) {
      throw std::invalid_argument("X has length " + std::to_string(std::sqrt(squares)) +
                                  " in row " + std::to_string(i) +
                                  "; divide each row by its length first");
    }
  }
}

// The cut as a number that T and fixed point both hold, so that a pair or an average reaches it in
// one exactly if it does in the other. That moves it only if it is below 2^-9, and by 2^-62.
template <class T>
double exact_cut(double min_similarity) {
  const auto rounded = static_cast<double>(static_cast<T>(min_similarity));
  return std::ldexp(std::max(1.0, std::ceil(std::ldexp(rounded, 62))), -62);
}

// Numbers the nodes of the tree as they are made, and writes the merges down.
class Tree {
 public:
  explicit Tree(std::size_t n_articles) : node_of_(n_articles), articles_(n_articles, 1) {
    std::iota(node_of_.begin(), node_of_.end(), Index{0});
  }

  // Merges the cluster that article `high` is first in into that of article `low`.
  void merge(Index low, Index high, double similarity) {
    const auto l = static_cast<std::size_t>(low);
    const auto h = static_cast<std::size_t>(high);
    const auto [a, b] = std::minmax(node_of_[l], node_of_[h]);
    merges_.a.push_back(a);
    merges_.b.push_back(b);
    merges_.similarity.push_back(similarity);
    articles_[l] += articles_[h];
    merges_.size.push_back(articles_[l]);
    node_of_[l] = static_cast<Index>(node_of_.size() + merges_.a.size() - 1);
  }

  Merges take() { return std::move(merges_); }

 private:
  std::vector<Index> node_of_;   // by first article
  std::vector<Index> articles_;  // likewise
  Merges merges_;
};

template <class T>
void merge_copies(const Points<T>& points, Tree& tree) {
  // By point: the lowest pair of equally similar clusters merges first.
  std::vector<std::vector<Index>> later(points.weight.size());
  for (std::size_t i = 0; i < points.point_of.size(); ++i) {
    const auto point = static_cast<std::size_t>(points.point_of[i]);
    const auto article = static_cast<Index>(i);
    if (article != points.first_article[point]) later[point].push_back(article);
  }
  for (std::size_t point = 0; point < later.size(); ++point) {
    for (const auto article : later[point]) tree.merge(points.first_article[point], article, 1.0);
  }
}

// Merges the best candidates until none is left. Each cluster has one candidate in the queue, the
// best when it was put there. It may have got worse since, and is then found anew when its turn
// comes; it cannot have got better unless the cluster was merged, and then it was found anew.
template <class T>
void merge_best_first(const Points<T>& points, ClusterGraph<T>& graph, Tree& tree,
                      base::Checkpoint& checkpoint) {
  using Candidate = typename ClusterGraph<T>::Candidate;
  struct Entry {
    Candidate candidate;
    Index cluster;
    std::uint32_t version;
  };
  const auto is_worse = [](const Entry& a, const Entry& b) {
    return std::tuple(-a.candidate.similarity, a.candidate.low, a.candidate.high) >
           std::tuple(-b.candidate.similarity, b.candidate.low, b.candidate.high);
  };
  std::priority_queue<Entry, std::vector<Entry>, decltype(is_worse)> queue(is_worse);
  std::vector<std::uint32_t> version(points.weight.size());
  const auto put_best_of = [&](Index cluster) {
    const auto v = ++version[static_cast<std::size_t>(cluster)];
    if (const auto best = graph.best_of(cluster)) queue.push({*best, cluster, v});
  };

  for (std::size_t c = 0; c < points.weight.size(); ++c) {
    checkpoint();
    put_best_of(static_cast<Index>(c));
  }
  while (!queue.empty()) {
    checkpoint();
    const auto [candidate, cluster, entry_version] = queue.top();
    queue.pop();
    if (entry_version != version[static_cast<std::size_t>(cluster)]) continue;
    if (!graph.is_current(candidate) || graph.complete(candidate, checkpoint)) {
      put_best_of(cluster);
      continue;
    }
    tree.merge(points.first_article[static_cast<std::size_t>(candidate.low)],
               points.first_article[static_cast<std::size_t>(candidate.high)],
               candidate.similarity);
    graph.merge(candidate);
    ++version[static_cast<std::size_t>(candidate.high)];
    put_best_of(candidate.low);
  }
}

// Clusters points, and names the cluster of each.
template <class T>
std::vector<Index> merge_points(const Points<T>& points, double time_scale, double cut, Tree& tree,
                                const base::Run& run) {
  auto pairs = similarity::pairs<T>(
      points.vectors, nullptr,
      {.min_similarity = cut, .timestamps = points.timestamps, .time_scale = time_scale}, run);
  const similarity::TimeKernel kernel(points.timestamps, time_scale);
  std::vector<Index> cluster_of_point;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    ClusterGraph<T> graph(points, pairs, kernel, to_fixed(cut), checkpoint);
    pairs = {};  // the graph has them now
    merge_best_first(points, graph, tree, checkpoint);
    cluster_of_point = graph.cluster_of_points();
  });
  return cluster_of_point;
}

}  // namespace

template <class T>
AverageLinkage average_linkage(const sparse::CsrView<T>& x, const AverageLinkageOptions& options,
                               const base::Run& run) {
  const auto n = static_cast<std::size_t>(x.n_rows());
  static_cast<void>(to_index(2 * n, "nodes of the cluster tree"));
  if (!options.timestamps.empty() && options.timestamps.size() != n) {
    throw std::invalid_argument("timestamps has " + std::to_string(options.timestamps.size()) +
                                " entries, but X has " + std::to_string(n) + " rows");
  }
  if (!(options.min_similarity > 0.0)) {
    throw std::invalid_argument("min_similarity must be above 0, got " +
                                std::to_string(options.min_similarity));
  }
  static_cast<void>(similarity::TimeKernel(options.timestamps, options.time_scale));
  require_unit_rows(x);

  Tree tree(n);
  std::vector<Index> first_article(n);  // of the cluster of each article
  std::iota(first_article.begin(), first_article.end(), Index{0});
  const auto cut = exact_cut<T>(options.min_similarity);
  if (cut <= 1.0) {
    const auto points = collapse_copies(x, options.timestamps, run);
    merge_copies(points, tree);
    const auto cluster_of_point = merge_points(points, options.time_scale, cut, tree, run);
    for (std::size_t i = 0; i < n; ++i) {
      const auto point = static_cast<std::size_t>(points.point_of[i]);
      const auto cluster = static_cast<std::size_t>(cluster_of_point[point]);
      first_article[i] = points.first_article[cluster];
    }
  }
  return {canonical_labels(first_article), tree.take()};
}

template AverageLinkage average_linkage(const sparse::CsrView<float>&, const AverageLinkageOptions&,
                                        const base::Run&);
template AverageLinkage average_linkage(const sparse::CsrView<double>&,
                                        const AverageLinkageOptions&, const base::Run&);

}  // namespace broadsheet::clustering
