// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "broadsheet/base/index.hpp"

namespace broadsheet::vocabulary {

/// Sorts the entries of one row by column. Its scratch memory is kept from row to row.
class RowSorter {
 public:
  /// @param n_cols  columns are below it; few columns make for few passes.
  explicit RowSorter(Index n_cols);

  void clear() { entries_.clear(); }
  void append(Index column, std::int32_t count) {
    entries_.push_back(static_cast<std::uint64_t>(column) << 32 |
                       static_cast<std::uint32_t>(count));
  }

  /// Writes the entries by ascending column. Columns are distinct. O(entries), radix sort.
  void sort_into(Index* columns, std::int32_t* counts);

 private:
  void radix_sort();

  std::vector<std::uint64_t> entries_;  // column in the upper half, count in the lower
  std::vector<std::uint64_t> other_;
  unsigned n_passes_;
  unsigned digit_bits_;
};

}  // namespace broadsheet::vocabulary
