// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/cluster_tree.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/clustering/linkage.hpp"
#include "broadsheet/clustering/similarity_triangle.hpp"

namespace broadsheet::clustering {

/// Average or complete link over the similarities of all pairs of points, by chains of nearest
/// neighbours (Murtagh 1983; Müllner 2011, "Modern hierarchical, agglomerative clustering
/// algorithms", section 3.2): whoever are each other's nearest may merge at once, since no merge
/// brings a cluster nearer to a third than the nearer of its parts was.
///
/// Similarities are compared as exact fractions, and equal ones by the names of their clusters, so
/// all pairs are in strict order, chains end, and the merges are those of always merging the best
/// pair.
///
/// @param triangle  overwritten: by the sums of all cross pairs of articles, or by the least.
/// @param weight    shape (n_points,); articles of each point. At most 120,000 in all, so that no
///                  sum of average link overflows.
/// @param linkage   average or complete.
/// @param cut       the least similarity of two clusters to be merged; at least 0.
/// @param run       the monitor hears the clusters that are done.
/// @returns  the best first. Names are points. O(n_points^2), on one thread.
[[nodiscard]] std::vector<NamedMerge> nearest_neighbour_chain(SimilarityTriangle& triangle,
                                                              std::span<const Index> weight,
                                                              Linkage linkage, FixedPoint cut,
                                                              const base::Run& run);

/// Stands in a triangle of sums for a pair of clusters that may not be merged, nor may what they
/// are merged into. No sum is as large.
inline constexpr auto barred = std::numeric_limits<std::uint64_t>::max();

/// Average link of clusters to begin with, some pairs of which may never be together, down to a
/// similarity of 0: until all pairs that are left are barred. A merge is barred from what either of
/// its parts was, so it comes no nearer to a third than the nearer part: chains work as above.
///
/// @param sums    overwritten; of the similarities of all pairs of articles across, or `barred`.
/// @param weight  shape (n_clusters,); articles of each, at most 120,000 in all.
/// @param run     as above.
/// @returns  the best first. O(n_clusters^2), on one thread.
[[nodiscard]] std::vector<NamedMerge> constrained_average_link(SimilarityTriangle& sums,
                                                               std::span<const Index> weight,
                                                               const base::Run& run);

}  // namespace broadsheet::clustering
