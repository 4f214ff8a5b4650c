// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/clustering/cluster_tree.hpp"

namespace broadsheet::clustering {

/// The merges as SciPy's linkage matrix: a row (a, b, distance, articles) for each, and then for
/// what was not merged, at distance 1, clusters joined to the first of them by their first
/// articles.
///
/// @param merges          of arrays of one length.
/// @param n_articles      at least 0, and more than there are merges.
/// @param most_distance   of a merge that was made; distances are 1 - similarity, and at most that.
/// @returns  shape (n_articles - 1, 4), row by row; empty where there are no articles.
/// @throws std::invalid_argument  naming the first merge of nodes that are not there, or were
/// merged
///         before.
/// O(n_articles log n_articles).
[[nodiscard]] std::vector<double> linkage_matrix(const MergesView& merges, Index n_articles,
                                                 double most_distance);

}  // namespace broadsheet::clustering
