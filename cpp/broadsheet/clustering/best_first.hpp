// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/cluster_graph.hpp"
#include "broadsheet/clustering/cluster_tree.hpp"

namespace broadsheet::clustering {

/// Merges the two most similar clusters of a graph, of equally similar ones those with the lowest
/// names, until none are left that reach its cut.
///
/// @param graph       of points, which are clusters still.
/// @param n_points    its points.
/// @param checkpoint  may stop it.
/// @returns  in order; names are points. For each merge the edges of its clusters.
template <class T>
[[nodiscard]] std::vector<NamedMerge> merge_best_first(ClusterGraph<T>& graph, Index n_points,
                                                       base::Checkpoint& checkpoint);

}  // namespace broadsheet::clustering
