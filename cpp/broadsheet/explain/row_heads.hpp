// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// The heaviest entries of some rows, in order. Whoever looks for the heaviest terms that a row has
/// and another lacks finds them here after a few steps, and mostly needs no other entry.
class RowHeads {
 public:
  /// @param x     canonical; finite.
  /// @param rows  which rows; in [0, n_rows), each any number of times.
  /// @param size  entries of a head, at most; at least 1.
  ///
  /// O(rows + entries of the distinct rows) time; 4 bytes a row of x, and 4 * size a distinct row.
  template <class T>
  RowHeads(const sparse::CsrView<T>& x, std::span<const Offset> rows, Index size,
           const base::Run& run);

  /// Positions within a row of its heaviest entries, by falling absolute value, then column;
  /// entries of 0 left out. `row` is one of those that were given.
  [[nodiscard]] std::span<const Index> of(Index row) const {
    const auto head = static_cast<std::size_t>(head_of_[static_cast<std::size_t>(row)]);
    return {positions_.data() + head * size_, static_cast<std::size_t>(counts_[head])};
  }

  /// Whether `head`, as `of` gave it, surely is the whole of its row.
  [[nodiscard]] bool is_whole(std::span<const Index> head) const { return head.size() < size_; }

 private:
  std::size_t size_;
  std::vector<Index> head_of_;     // (n_rows,): the number of a row's head, or -1
  std::vector<Index> counts_;      // (n_heads,)
  base::Buffer<Index> positions_;  // (n_heads, size)
};

}  // namespace broadsheet::explain
