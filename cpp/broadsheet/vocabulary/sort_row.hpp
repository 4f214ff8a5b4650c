// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"

namespace broadsheet::vocabulary {

/// Sorts the entries of one row by column. Its scratch memory is kept from row to row.
class RowSorter {
 public:
  /// @param n_cols  columns are below it; few columns make for few passes.
  explicit RowSorter(Index n_cols);

  void clear() { entries_.clear(); }
  void append(Index column, std::int32_t value) {
    entries_.push_back(static_cast<std::uint64_t>(column) << 32 |
                       static_cast<std::uint32_t>(value));
  }

  /// The entries by ascending column; those of one column in any order. Valid until the next call.
  /// O(entries), radix sort.
  [[nodiscard]] std::span<const std::uint64_t> sorted();

  static Index column(std::uint64_t entry) { return static_cast<Index>(entry >> 32); }
  static std::int32_t value(std::uint64_t entry) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(entry));
  }

 private:
  void radix_sort();

  std::vector<std::uint64_t> entries_;  // column in the upper half, value in the lower
  std::vector<std::uint64_t> other_;
  unsigned n_passes_;
  unsigned digit_bits_;
};

}  // namespace broadsheet::vocabulary
