// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/centre.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// When spherical k-means ends.
struct SphericalKMeansOptions {
  int max_iter = 300;  ///< rounds at most; at least 1.
  double tol = 0.0;    ///< at least 0. Ends also where the squared distances between old and new
                       ///< centres sum to at most tol times the mean variance of the columns.
};

/// Clusters on the unit sphere.
struct SphericalKMeans {
  std::vector<Index> labels;       ///< shape (n_rows,); each row's nearest centre.
  std::vector<double> similarity;  ///< shape (n_rows,); the canonical dot product with it.
  std::vector<Centre> centres;     ///< shape (n_clusters,).
  std::vector<double> lengths;     ///< shape (n_clusters,); of the sums that the centres are of, 0
                                   ///< where a centre is still the given one.
  int n_iter = 0;                  ///< rounds.
  bool converged = false;          ///< whether it ended before max_iter rounds were over.
};

/// Spherical k-means by Lloyd's rounds (Dhillon and Modha 2001): each row goes to the centre of
/// largest cosine, each centre to the direction of its rows' weighted sum. Labels are those of the
/// plain algorithm, whatever is skipped: a row is looked at only if a bound on its cosine to the
/// other centres, which moves with these (Hamerly 2010, by `most_after_move`), reaches that to its
/// own, which is always known exactly.
///
/// @param x        canonical; finite. Rows are divided by their lengths. A row of zeros goes to
///                 cluster 0 and counts nowhere.
/// @param weights  as `require_weights` takes them.
/// @param centres  at least one, in x's columns: where to begin.
/// @param run      the monitor hears thousandths, of max_iter rounds.
///
/// Of equally near centres the first counts. A cluster that no row of positive weight is left in
/// gets the row that is farthest from its centre, of equally far ones the first, if that is not
/// the last one of its cluster, and as long as there is a row that is off its centre; otherwise,
/// and where rows cancel each other out, a cluster's centre stays.
///
/// The same bytes for any n_threads. A round takes O(n_entries) and, for each entry of a row that
/// is looked at, the centres with its term. Memory: the centres three times (`CentreIndex`), 8
/// bytes a column for each thread, 40 a row; 4 or 8 an entry if rows are divided.
/// @throws std::invalid_argument  as `require_centres` and `require_weights`, and when an option is
///         out of range.
template <class T>
[[nodiscard]] SphericalKMeans spherical_kmeans(const sparse::CsrView<T>& x,
                                               std::span<const double> weights,
                                               std::span<const Centre> centres,
                                               const SphericalKMeansOptions& options,
                                               const base::Run& run);

}  // namespace broadsheet::clustering
