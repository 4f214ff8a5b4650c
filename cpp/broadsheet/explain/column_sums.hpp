// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// Sums of some rows of a matrix, column by column; empty again after `clear`. Rows are added in
/// the order in which they come, in double, so a sum is one number.
class ColumnSums {
 public:
  explicit ColumnSums(Index n_cols)
      : sums_(static_cast<std::size_t>(n_cols), 0.0),
        counts_(static_cast<std::size_t>(n_cols), 0) {}

  template <class T>
  void add(const sparse::Row<T>& row) {
    for (std::size_t e = 0; e < row.size(); ++e) {
      if (row.values[e] == T{0}) continue;
      const auto column = static_cast<std::size_t>(row.columns[e]);
      if (counts_[column]++ == 0) columns_.push_back(row.columns[e]);
      sums_[column] += static_cast<double>(row.values[e]);
    }
  }

  /// The columns in which a row was not 0, ascending. O(m log m) for m of them.
  [[nodiscard]] std::span<const Index> columns() {
    std::sort(columns_.begin(), columns_.end());
    return columns_;
  }
  [[nodiscard]] double sum(Index column) const { return sums_[static_cast<std::size_t>(column)]; }
  /// Rows that are not 0 there.
  [[nodiscard]] Index count(Index column) const {
    return counts_[static_cast<std::size_t>(column)];
  }

  /// The dot product of the sums and `row`, columns ascending, in double.
  template <class T>
  [[nodiscard]] double dot(const sparse::Row<T>& row) const {
    double dot = 0.0;
    for (std::size_t e = 0; e < row.size(); ++e) {
      dot += sum(row.columns[e]) * static_cast<double>(row.values[e]);
    }
    return dot;
  }

  /// O(columns that were added to).
  void clear() {
    for (const auto column : columns_) {
      sums_[static_cast<std::size_t>(column)] = 0.0;
      counts_[static_cast<std::size_t>(column)] = 0;
    }
    columns_.clear();
  }

 private:
  std::vector<double> sums_;
  std::vector<Index> counts_;
  std::vector<Index> columns_;
};

}  // namespace broadsheet::explain
