// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// One row spread over all columns, to meet many others: a bit a column says whether the row has
/// it, and how many of its bits come before says where. Both stay in a core's nearest cache, where
/// a position a column would not. One a thread.
template <class T>
class SpreadRow {
 public:
  explicit SpreadRow(Index n_cols) : words_(static_cast<std::size_t>(n_cols) / 64 + 1) {}

  /// Takes a row in place of the one before. O(entries of both).
  void take(const sparse::Row<T>& row, base::Pace& pace) {
    const auto before = row_.columns;
    pace.parts(before.size(), [&](std::size_t first, std::size_t last) {
      for (auto e = first; e < last; ++e) words_[static_cast<std::size_t>(before[e]) / 64] = {};
    });
    row_ = row;
    pace.parts(row.size(), [&](std::size_t first, std::size_t last) {
      for (auto e = first; e < last; ++e) {
        const auto column = static_cast<std::uint32_t>(row.columns[e]);
        auto& word = words_[column / 64];
        word.first_entry = word.bits == 0 ? static_cast<std::uint64_t>(e) : word.first_entry;
        word.bits |= std::uint64_t{1} << (column % 64);
      }
    });
  }

  [[nodiscard]] const sparse::Row<T>& row() const { return row_; }

  /// Which entry of the row a column is that `meet` found.
  [[nodiscard]] std::size_t entry(Index column) const {
    const auto& word = words_[static_cast<std::uint32_t>(column) / 64];
    const auto below = (std::uint64_t{1} << (static_cast<std::uint32_t>(column) % 64)) - 1;
    return static_cast<std::size_t>(word.first_entry) +
           static_cast<std::size_t>(std::popcount(word.bits & below));
  }

  /// Lists the positions in `columns` of those that the row has too, stored zeros included.
  ///
  /// @param out  shape (at least columns.size(),); overwritten.
  /// @returns    how many there are; what follows them in `out` means nothing.
  std::size_t meet(std::span<const Index> columns, Index* out, base::Pace& pace) const {
    const auto* const words = words_.data();
    std::size_t n = 0;
    pace.parts(columns.size(), [&](std::size_t first, std::size_t last) {
      for (auto e = first; e < last; ++e) {
        const auto column = static_cast<std::uint32_t>(columns[e]);
        out[n] = static_cast<Index>(e);  // always written, seldom counted: no branch to mispredict
        n += (words[column / 64].bits >> (column % 64)) & 1U;
      }
    });
    return n;
  }

 private:
  struct Word {
    std::uint64_t bits = 0;         // of 64 columns
    std::uint64_t first_entry = 0;  // the entry that the lowest bit stands for
  };
  std::vector<Word> words_;
  sparse::Row<T> row_;
};

}  // namespace broadsheet::explain
