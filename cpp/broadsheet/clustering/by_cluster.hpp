// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Rows by cluster, then by number.
struct ByCluster {
  std::vector<std::size_t> offsets;  ///< shape (n_clusters + 1,).
  base::Buffer<Index> rows;  ///< shape (n_rows,); cluster c has [offsets[c], offsets[c + 1]).

  /// The rows of one cluster, ascending.
  [[nodiscard]] std::span<const Index> operator[](std::size_t cluster) const {
    return std::span<const Index>(rows).subspan(offsets[cluster],
                                                offsets[cluster + 1] - offsets[cluster]);
  }
};

/// Sorts rows by their labels, which lie in [0, n_clusters). O(n_rows + n_clusters).
[[nodiscard]] ByCluster by_cluster(std::span<const Index> labels, Index n_clusters,
                                   base::Checkpoint& checkpoint);

}  // namespace broadsheet::clustering
