// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// Calls a checkpoint once in so many entries, which may be many short rows or a part of a long
/// one.
class Pace {
 public:
  explicit Pace(base::Checkpoint& checkpoint) : checkpoint_(checkpoint) {}

  /// Calls `f(first, last)` for successive parts of [0, n).
  template <class F>
  void parts(std::size_t n, F&& f) {
    for (std::size_t first = 0; first < n;) {
      const auto last = n - first > block ? first + block : n;
      f(first, last);
      done_ += last - first;
      first = last;
      if (done_ >= block) {
        done_ = 0;
        checkpoint_();
      }
    }
  }

  [[nodiscard]] base::Checkpoint& checkpoint() { return checkpoint_; }

 private:
  static constexpr std::size_t block = std::size_t{1} << 14;
  base::Checkpoint& checkpoint_;
  std::size_t done_ = 0;
};

/// One row spread over all columns, to meet many others: a bit a column, which stays in a core's
/// nearest cache, says whether the row has it, and only then is asked where. One a thread.
template <class T>
class SpreadRow {
 public:
  explicit SpreadRow(Index n_cols)
      : bits_(static_cast<std::size_t>(n_cols) / 64 + 1),
        entries_(static_cast<std::size_t>(n_cols)) {}

  /// Takes a row in place of the one before. O(entries of both).
  void take(const sparse::Row<T>& row, Pace& pace) {
    const auto before = row_.columns;
    pace.parts(before.size(), [&](std::size_t first, std::size_t last) {
      for (auto e = first; e < last; ++e) bits_[static_cast<std::size_t>(before[e]) / 64] = 0;
    });
    row_ = row;
    pace.parts(row.size(), [&](std::size_t first, std::size_t last) {
      for (auto e = first; e < last; ++e) {
        const auto column = static_cast<std::size_t>(row.columns[e]);
        const std::uint64_t has = row.values[e] != T{0} ? 1 : 0;
        bits_[column / 64] |= has << (column % 64);
        entries_[column] = static_cast<Index>(e);
      }
    });
  }

  [[nodiscard]] const sparse::Row<T>& row() const { return row_; }

  /// Which entry of the row a column is that `meet` found.
  [[nodiscard]] std::size_t entry(Index column) const {
    return static_cast<std::size_t>(entries_[static_cast<std::size_t>(column)]);
  }

  /// Lists the positions in `columns` of those that the row has with a value other than 0.
  ///
  /// @param out  shape (at least columns.size(),); overwritten.
  /// @returns    how many there are; what follows them in `out` means nothing.
  std::size_t meet(std::span<const Index> columns, Index* out, Pace& pace) const {
    const auto* const bits = bits_.data();
    std::size_t n = 0;
    pace.parts(columns.size(), [&](std::size_t first, std::size_t last) {
      for (auto e = first; e < last; ++e) {
        const auto column = static_cast<std::uint32_t>(columns[e]);
        out[n] = static_cast<Index>(e);  // always written, seldom counted: no branch to mispredict
        n += (bits[column / 64] >> (column % 64)) & 1U;
      }
    });
    return n;
  }

 private:
  std::vector<std::uint64_t> bits_;
  std::vector<Index> entries_;
  sparse::Row<T> row_;
};

}  // namespace broadsheet::explain
