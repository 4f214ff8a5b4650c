// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// For each cluster that was asked for, the other one that came nearest to being joined to it.
struct NearestClusters {
  std::vector<Index> clusters;       ///< shape (n_asked,): -1 where no mean is above 0.
  std::vector<double> similarities;  ///< shape (n_asked,): the mean over all pairs; 0 there.
};

/// What is left of the similarity of rows i and j, as by a time kernel. Symmetric.
using PairFactor = std::function<double(Index i, Index j)>;

/// Finds for clusters the other cluster of the largest mean similarity over all pairs of a row of
/// one and a row of the other: by what average link joins (Sokal & Michener 1958).
///
/// @param x           canonical; finite. Of unit rows the similarities are cosines.
/// @param labels      shape (n_rows,); in [0, n_clusters), or -1 for a row in no cluster, which
///                    does not count.
/// @param n_clusters  at least 0.
/// @param asked       shape (n_asked,); clusters, in [0, n_clusters). One without rows has none.
/// @param factor      what each dot product is multiplied by; empty: 1. Called from all threads.
/// @returns  means that differ by no more than 1e-12 are equal: of equally near clusters the least.
/// @throws std::invalid_argument  as members_of_clusters; naming the first position of `asked` that
///         holds no cluster.
///
/// A row meets others by its terms' postings: time O(sum over rows of the asked clusters, and over
/// their terms, of the rows with the term); memory 12 bytes an entry of x, and 12 a row for each
/// thread.
template <class T>
[[nodiscard]] NearestClusters nearest_clusters(const sparse::CsrView<T>& x,
                                               std::span<const Index> labels, Index n_clusters,
                                               std::span<const Index> asked,
                                               const PairFactor& factor, const base::Run& run);

}  // namespace broadsheet::explain
