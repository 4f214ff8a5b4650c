// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The centroid of each cluster, the mean of its rows, as postings of clusters: row t of the result
/// lists, ascending, the clusters with a member that has an entry in column t, and their means.
///
/// @param x           canonical; finite.
/// @param labels      shape (n_rows,); in [0, n_clusters).
/// @param n_clusters  at least 0.
/// @param run         its monitor may stop it; one thread.
/// @returns  shape (n_cols, n_clusters), with no more entries than x. Sums are compensated (Kahan
///           1965), so that of a thousand copies the mean is the row itself but for its last bit.
///
/// O(n_entries + n_rows + n_cols + n_clusters) time; 20 bytes a column beside the result.
[[nodiscard]] sparse::Csr<double> centroids_by_term(const sparse::CsrView<double>& x,
                                                    std::span<const Index> labels, Index n_clusters,
                                                    const base::Run& run);

}  // namespace broadsheet::clustering
