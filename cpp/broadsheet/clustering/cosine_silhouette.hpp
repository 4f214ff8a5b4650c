// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The silhouette of each row by cosine distance (Rousseeuw 1987):
///
///     s(i) = (b - a) / max(a, b)
///
/// where a is the mean distance of row i to the other rows of its cluster, b the smallest mean
/// distance to the rows of another cluster, and the distance of two rows 1 - their cosine.
///
/// Of unit rows the mean cosine to a cluster is the dot product with the cluster's centroid, and to
/// the others of row i's own cluster (n <x_i, centroid> - <x_i, x_i>) / (n - 1). So no pair of rows
/// is ever looked at, and nothing of n_rows times n_clusters is held.
///
/// @param x           canonical; finite. Rows are divided by their lengths; a row of zeros has the
///                    distance 1 to every other, as in scikit-learn.
/// @param labels      shape (n_rows,); in [0, n_clusters). Each cluster has a row.
/// @param n_clusters  at least 2, less than n_rows.
/// @param run         the monitor hears thousandths of the whole.
/// @returns  shape (n_rows,); in [-1, 1]. In double whatever T. 0 for a row alone in its cluster,
///           and where both means are at most 1e-12: among copies nothing but rounding would tell.
///           The same bytes for any n_threads.
/// @throws std::invalid_argument  naming the first label that is out of range or the first cluster
///         without rows; when there are not as many labels as rows; when n_clusters is out of
///         range.
///
/// Time: O(for each entry of a row that is not alone, the clusters that have its column). Memory:
/// at most 12 bytes an entry, 8 more if rows are divided, 8 more if T is float (until then); 20 a
/// column; 8 a cluster for each thread.
template <class T>
[[nodiscard]] std::vector<double> cosine_silhouette(const sparse::CsrView<T>& x,
                                                    std::span<const Index> labels, Index n_clusters,
                                                    const base::Run& run);

}  // namespace broadsheet::clustering
