// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// The medoid of each cluster: the member with the largest sum of similarities to the other members
/// (Kaufman & Rousseeuw 1987), for a news story its most typical article.
///
/// @param x           canonical; finite. Of unit rows the similarities are cosines.
/// @param labels      shape (n_rows,); in [0, n_clusters), or -1 for a row in no cluster.
/// @param n_clusters  at least 0.
/// @returns  shape (n_clusters,); a row number, -1 for a cluster without members. Sums that differ
///           by no more than 1e-12 (or that times the largest) are equal, as rounding cannot tell
///           them apart, and then the first row is the medoid: of two articles the first.
/// @throws std::invalid_argument  as members_of_clusters.
///
/// By the sum vector s of a cluster: the sum for row a is <a, s> - <a, a>. O(n_entries) time,
/// 12 bytes a column of memory.
template <class T>
[[nodiscard]] std::vector<Index> medoids(const sparse::CsrView<T>& x, std::span<const Index> labels,
                                         Index n_clusters);

}  // namespace broadsheet::explain
