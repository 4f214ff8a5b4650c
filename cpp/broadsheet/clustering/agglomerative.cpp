// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/agglomerative.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
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
#include "broadsheet/clustering/unit_row_check.hpp"
#include "broadsheet/similarity/join.hpp"

namespace broadsheet::clustering {
namespace {

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
  require_unit_rows(x, Negative::refused, run);
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

// Whether the sum over all pairs of any two clusters fits into 64 bits.
template <class T>
bool sums_fit(const Points<T>& points, Linkage linkage) {
  if (linkage != Linkage::average || points.weight.empty()) return true;
  const auto n = static_cast<std::int64_t>(points.point_of.size());
  // One of the two clusters has at least so many articles if it has the heaviest point.
  const auto heaviest = std::int64_t{*std::ranges::max_element(points.weight)};
  const auto many = std::max(heaviest, n / 2);
  return many * (n - many) <= most_summed_articles / 2 * (most_summed_articles / 2);
}

// The pairs that reach the cut, ordered.
template <class T>
similarity::Pairs pairs_from(FixedPoint cut, const sparse::CsrView<T>& vectors,
                             std::span<const similarity::Timestamp> timestamps, double time_scale,
                             const base::Run& run) {
  base::Share joining(run, 0, 990);
  base::Share filtering(run, 990, base::Share::whole);
  // Somewhat less than what is rounded to the cut, however the join rounds it.
  auto least = static_cast<T>((static_cast<double>(cut) - 0.75) * 0x1p-32);
  least = std::nextafter(least, T{0});
  auto pairs = similarity::pairs<T>(vectors, nullptr,
                                    {.min_similarity = static_cast<double>(least),
                                     .timestamps = timestamps,
                                     .time_scale = time_scale},
                                    joining.run());
  std::size_t n_kept = 0;
  base::parallel_for(1, filtering.run(), [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(pairs.size(), checkpoint, [&](std::size_t p) {
      if (to_fixed(pairs.similarity[p]) < cut) return;
      pairs.i[n_kept] = pairs.i[p];
      pairs.j[n_kept] = pairs.j[p];
      pairs.similarity[n_kept++] = pairs.similarity[p];
    });
  });
  pairs.i.resize(n_kept);
  pairs.j.resize(n_kept);
  pairs.similarity.resize(n_kept);
  return pairs;
}

double share_of_all(std::size_t n_pairs, Index n) {
  return static_cast<double>(n_pairs) / (0.5 * static_cast<double>(n) * static_cast<double>(n));
}

// Which share of all pairs reach the cut, by those of rows evenly spread.
template <class T>
double estimated_share(const Points<T>& points, FixedPoint cut, const AgglomerativeOptions& options,
                       const base::Run& run) {
  const auto n = std::int64_t{points.vectors.n_rows()};
  sparse::Csr<T> rows;
  rows.n_cols = points.vectors.n_cols;
  std::vector<similarity::Timestamp> timestamps;
  for (Index k = 0; k < options.sample; ++k) {
    const auto i = static_cast<Index>(k * n / options.sample);
    const auto row = points.vectors.row(i);
    rows.indices.insert(rows.indices.end(), row.columns.begin(), row.columns.end());
    rows.values.insert(rows.values.end(), row.values.begin(), row.values.end());
    rows.indptr.push_back(static_cast<Offset>(rows.indices.size()));
    if (!points.timestamps.empty()) {
      timestamps.push_back(points.timestamps[static_cast<std::size_t>(i)]);
    }
  }
  const auto found = pairs_from<T>(cut, rows.view(), timestamps, options.time_scale, run);
  return share_of_all(found.size(), options.sample);
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
[[noreturn]] void refuse_all_pairs(const Points<T>& points, const AgglomerativeOptions& options) {
  const std::string start = "min_similarity of 0 takes all pairs of ";
  const auto n = points.vectors.n_rows();
  if (n > options.most_dense) {
    throw std::invalid_argument(start + "distinct articles, of which there are " +
                                std::to_string(n) + ", too many (at most " +
                                std::to_string(options.most_dense) +
                                "); pass a min_similarity above 0");
  }
  throw std::invalid_argument(
      start +
      "articles, copies among them, and average link sums their similarities up, for which " +
      std::to_string(points.point_of.size()) + " are too many (at most " +
      std::to_string(most_summed_articles) +
      "); pass a min_similarity above 0, another linkage or fewer copies");
}

template <class T>
std::vector<NamedMerge> merges_of(const Points<T>& points, const AgglomerativeOptions& options,
                                  FixedPoint cut, const base::Run& run) {
  const similarity::TimeKernel kernel(points.timestamps, options.time_scale);
  const auto n = points.vectors.n_rows();
  const bool fits = n <= options.most_dense && sums_fit(points, options.linkage);
  if (fits && options.min_similarity < options.dense_below) {
    return merge_by_all_pairs(points, kernel, options.linkage, cut, run);
  }
  if (options.min_similarity == 0.0) refuse_all_pairs(points, options);
  base::Share sampling(run, 0, 10);
  base::Share joining(run, 10, 600);
  base::Share merging(run, 600, base::Share::whole);
  // So that pairs are not first looked for, and held, to be dropped.
  if (fits && n / 4 > options.sample &&
      estimated_share(points, cut, options, sampling.run()) > options.dense_from) {
    base::Share all(run, 10, base::Share::whole);
    return merge_by_all_pairs(points, kernel, options.linkage, cut, all.run());
  }
  auto pairs =
      pairs_from<T>(cut, points.vectors, points.timestamps, options.time_scale, joining.run());
  if (fits && share_of_all(pairs.size(), n) > options.dense_from) {
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
  const auto cut = to_fixed_cut<T>(std::min(options.min_similarity, 1.5));
  if (options.min_similarity <= 1.0) {
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
