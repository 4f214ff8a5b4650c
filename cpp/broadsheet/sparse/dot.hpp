// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::sparse {

/// The canonical dot product of two rows: common columns ascending, products and sum in double,
/// no fused multiply-add. Every score that broadsheet reports is this number, rounded once to the
/// matrix's type, however its candidate was found. O(a.size() + b.size()).
template <class T>
[[nodiscard]] double dot(const Row<T>& a, const Row<T>& b);

/// A row against many others: laid out over all columns once, so that each dot product only walks
/// the other row. The same number as `dot`: what it adds besides are zeros.
class DenseRow {
 public:
  /// @param n_cols  of all rows.
  explicit DenseRow(Index n_cols) : weights_(static_cast<std::size_t>(n_cols)) {}

  template <class T>
  void lay_out(const Row<T>& row) {
    for (std::size_t e = 0; e < row.size(); ++e) {
      weights_[static_cast<std::size_t>(row.columns[e])] = static_cast<double>(row.values[e]);
    }
  }

  /// Takes away what `lay_out` wrote.
  template <class T>
  void clear(const Row<T>& row) {
    for (const auto column : row.columns) weights_[static_cast<std::size_t>(column)] = 0.0;
  }

  template <class T>
  [[nodiscard]] double dot(const Row<T>& other) const {
    double sum = 0.0;
    for (std::size_t e = 0; e < other.size(); ++e) {
      sum += weights_[static_cast<std::size_t>(other.columns[e])] *
             static_cast<double>(other.values[e]);
    }
    return sum;
  }

 private:
  std::vector<double> weights_;
};

}  // namespace broadsheet::sparse
