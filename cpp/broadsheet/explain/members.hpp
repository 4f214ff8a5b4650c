// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"

namespace broadsheet::explain {

/// A label for rows that are in no cluster, as in scikit-learn.
inline constexpr Index no_cluster = -1;

/// The rows of each cluster, ascending.
struct Members {
  std::vector<std::size_t> offsets;  ///< shape (n_clusters + 1,)
  std::vector<Index> rows;           ///< by cluster, then row.

  [[nodiscard]] Index n_clusters() const { return static_cast<Index>(offsets.size() - 1); }
  [[nodiscard]] std::span<const Index> of(Index cluster) const {
    const auto c = static_cast<std::size_t>(cluster);
    return std::span(rows).subspan(offsets[c], offsets[c + 1] - offsets[c]);
  }
};

/// Groups rows by their label. O(n_rows + n_clusters).
///
/// @param labels      shape (n_rows,); in [0, n_clusters), or no_cluster.
/// @param n_rows      of the matrix that is labelled.
/// @param n_clusters  at least 0. A cluster may be empty.
/// @throws std::invalid_argument  naming the first row whose label is out of range; when n_clusters
///         is negative or there are not as many labels as rows.
[[nodiscard]] Members members_of_clusters(std::span<const Index> labels, Index n_rows,
                                          Index n_clusters);

}  // namespace broadsheet::explain
