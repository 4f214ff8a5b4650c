// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/clustering/centre.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The columns of a matrix renumbered by falling number of entries, of equally many the first one
/// first. Most entries of texts are in few columns; where something is laid out over all columns
/// and looked up for each entry, these then share cache lines: k-means takes two thirds of the
/// time.
///
/// The entries of a row stay in their order, so that sums over them stay the same; their numbers
/// need not ascend.
struct FrequentFirst {
  base::Buffer<Index> indices;   ///< shape (n_entries,); the new number of each entry's column.
  std::vector<Index> number_of;  ///< shape (n_cols,); of each column.
  std::vector<Index> column_of;  ///< shape (n_cols,); the other way.
};

/// O(n_entries + n_cols log n_cols); one thread.
[[nodiscard]] FrequentFirst frequent_first(std::span<const Index> indices, Index n_cols,
                                           const base::Run& run);

/// Centres in other columns: column t becomes `number_of[t]`.
[[nodiscard]] std::vector<Centre> renumbered(std::span<const Centre> centres,
                                             std::span<const Index> number_of,
                                             const base::Run& run);

}  // namespace broadsheet::clustering
