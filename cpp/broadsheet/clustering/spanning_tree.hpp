// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/cluster_tree.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/clustering/similarity_triangle.hpp"
#include "broadsheet/similarity/pairs.hpp"

namespace broadsheet::clustering {

/// Single link: the edges of the greatest spanning forest, the most similar first, are its merges
/// (Gower & Ross 1969, "Minimum spanning trees and single linkage cluster analysis"). Of equal
/// similarities the pair of the lowest points counts as greater, so there is one such forest,
/// whichever way it is found.

/// By Kruskal's algorithm from the pairs that reach the cut.
///
/// @param pairs       of points, i < j.
/// @param n_points    all of them.
/// @param checkpoint  may stop it.
/// @returns  names are points. O(pairs * log pairs), 16 bytes a pair.
[[nodiscard]] std::vector<NamedMerge> spanning_tree(const similarity::Pairs& pairs, Index n_points,
                                                    base::Checkpoint& checkpoint);

/// By Prim's algorithm from the similarities of all pairs.
///
/// @param triangle  not changed.
/// @param cut       the least similarity of an edge; at least 0.
/// @param run       the monitor hears points.
/// @returns  names are points. O(n_points^2), on one thread.
[[nodiscard]] std::vector<NamedMerge> spanning_tree(SimilarityTriangle& triangle, FixedPoint cut,
                                                    const base::Run& run);

}  // namespace broadsheet::clustering
