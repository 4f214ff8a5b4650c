// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/agglomerative.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/best_first.hpp"
#include "broadsheet/clustering/cluster_graph.hpp"
#include "broadsheet/clustering/copies.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/clustering/nearest_neighbour_chain.hpp"
#include "broadsheet/clustering/similarity_triangle.hpp"
#include "broadsheet/clustering/spanning_tree.hpp"
#include "broadsheet/similarity/join.hpp"

namespace broadsheet::clustering {
namespace {

// With more, sums over all pairs of two clusters may leave 64 bits: 60,000^2 * 1.002 * 2^32.
constexpr std::size_t most_dense_articles = 120'000;

template <class T>
void require_unit_row(const sparse::CsrView<T>& x, Index i) {
  double squares = 0.0;
  for (const auto value : x.row(i).values) {
    if (value < T{0}) {
      throw std::invalid_argument("X has a negative value in row " + std::to_string(i) +
                                  "; agglomerative clustering needs weights of 0 or more");
    }
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  if (squares != 0.0 && std::abs(std::sqrt(squares) - 1.0) > 1e-3) {
    throw std::invalid_argument("X has length " + std::to_string(std::sqrt(squares)) + " in row " +
                                std::to_string(i) + "; divide each row by its length first");
  }
}

template <class T>
void require_valid(const sparse::CsrView<T>& x, const AgglomerativeOptions& options,
                   const base::Run& run) {
  const auto n = static_cast<std::size_t>(x.n_rows());
  static_cast<void>(to_index(2 * n, "nodes of the cluster tree"));
  if (!options.timestamps.empty() && options.timestamps.size() != n) {
    throw std::invalid_argument("timestamps has " + std::to_string(options.timestamps.size()) +
                                " entries, but X has " + std::to_string(n) + " rows");
  }
  if (!(options.min_similarity >= 0.0)) {
    throw std::invalid_argument("min_similarity must be at least 0, got " +
                                std::to_string(options.min_similarity));
  }
  static_cast<void>(similarity::TimeKernel(options.timestamps, options.time_scale));
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (Index i = 0; i < x.n_rows(); ++i) {
      require_unit_row(x, i);
      pace.count(x.row(i).size() + 1);
    }
  });
}

// The cut as a number that T and fixed point both hold, so that a pair or an average reaches it in
// one exactly if it does in the other. Rounded down as similarities are, but not to 0.
template <class T>
FixedPoint fixed_cut(double min_similarity) {
  if (min_similarity == 0.0) return 0;
  return std::max(FixedPoint{1}, to_fixed(static_cast<double>(static_cast<T>(min_similarity))));
}

template <class T>
void merge_copies(const Points<T>& points, ClusterTree& tree) {
  // By point: the lowest pair of equally similar clusters merges first.
  std::vector<std::vector<Index>> later(points.weight.size());
  for (std::size_t i = 0; i < points.point_of.size(); ++i) {
    const auto point = static_cast<std::size_t>(points.point_of[i]);
    const auto article = static_cast<Index>(i);
    if (article != points.first_article[point]) later[point].push_back(article);
  }
  for (std::size_t point = 0; point < later.size(); ++point) {
    for (const auto article : later[point]) tree.merge({points.first_article[point], article, 1.0});
  }
}

// By the similarities of all pairs.
template <class T>
std::vector<NamedMerge> merge_by_all_pairs(const Points<T>& points,
                                           const similarity::TimeKernel& kernel, Linkage linkage,
                                           FixedPoint cut, const base::Run& run) {
  base::Share filling(run, 0, 700);
  base::Share merging(run, 700, base::Share::whole);
  auto triangle = similarity_triangle(points, kernel, filling.run());
  if (linkage == Linkage::single) return spanning_tree(triangle, cut, merging.run());
  return nearest_neighbour_chain(triangle, points.weight, linkage, cut, merging.run());
}

// By the pairs that reach the cut.
template <class T>
std::vector<NamedMerge> merge_by_edges(const Points<T>& points, similarity::Pairs pairs,
                                       const similarity::TimeKernel& kernel, Linkage linkage,
                                       FixedPoint cut, const base::Run& run) {
  const auto n_points = points.vectors.n_rows();
  std::vector<NamedMerge> merges;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    if (linkage == Linkage::single) {
      merges = spanning_tree(pairs, n_points, checkpoint);
    } else {
      ClusterGraph<T> graph(points, pairs, kernel, linkage, cut, checkpoint);
      pairs = {};  // the graph has them now
      merges = merge_best_first(graph, n_points, checkpoint);
    }
  });
  return merges;
}

template <class T>
std::vector<NamedMerge> merges_of(const Points<T>& points, const AgglomerativeOptions& options,
                                  FixedPoint cut, const base::Run& run) {
  const similarity::TimeKernel kernel(points.timestamps, options.time_scale);
  const auto n = points.vectors.n_rows();
  const bool fits = n <= options.most_dense && points.point_of.size() <= most_dense_articles;
  if (fits && options.min_similarity < options.dense_below) {
    return merge_by_all_pairs(points, kernel, options.linkage, cut, run);
  }
  if (options.min_similarity == 0.0) {
    throw std::invalid_argument(
        "min_similarity of 0 takes all pairs of articles, for which " + std::to_string(n) +
        " distinct ones of " + std::to_string(points.point_of.size()) + " are too many (at most " +
        std::to_string(options.most_dense) + " of " + std::to_string(most_dense_articles) +
        "); pass a min_similarity above 0");
  }
  base::Share joining(run, 0, 600);
  base::Share merging(run, 600, base::Share::whole);
  auto pairs = similarity::pairs<T>(points.vectors, nullptr,
                                    {.min_similarity = average_of(cut, 1),
                                     .timestamps = points.timestamps,
                                     .time_scale = options.time_scale},
                                    joining.run());
  const auto all_pairs = 0.5 * static_cast<double>(n) * static_cast<double>(n);
  if (fits && static_cast<double>(pairs.size()) > options.dense_from * all_pairs) {
    pairs = {};
    return merge_by_all_pairs(points, kernel, options.linkage, cut, merging.run());
  }
  return merge_by_edges(points, std::move(pairs), kernel, options.linkage, cut, merging.run());
}

}  // namespace

template <class T>
Agglomeration agglomerate(const sparse::CsrView<T>& x, const AgglomerativeOptions& options,
                          const base::Run& run) {
  base::Share reading(run, 0, 5);
  base::Share collapsing(run, 5, 10);
  require_valid(x, options, reading.run());
  ClusterTree tree(static_cast<std::size_t>(x.n_rows()));
  const auto cut = fixed_cut<T>(std::min(options.min_similarity, 1.5));
  if (cut <= to_fixed(1.0)) {
    const auto points = collapse_copies(x, options.timestamps, collapsing.run());
    merge_copies(points, tree);
    base::Share merging(run, 10, base::Share::whole);
    for (const auto& [low, high, similarity] : merges_of(points, options, cut, merging.run())) {
      tree.merge({points.first_article[static_cast<std::size_t>(low)],
                  points.first_article[static_cast<std::size_t>(high)], similarity});
    }
  }
  auto labels = tree.labels();
  return {std::move(labels), std::move(tree).take()};
}

template Agglomeration agglomerate(const sparse::CsrView<float>&, const AgglomerativeOptions&,
                                   const base::Run&);
template Agglomeration agglomerate(const sparse::CsrView<double>&, const AgglomerativeOptions&,
                                   const base::Run&);

}  // namespace broadsheet::clustering
