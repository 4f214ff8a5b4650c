// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/split.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// The terms of a matrix by falling document frequency: counted once, split in as many ways as are
/// to be compared.
class RankedTerms {
 public:
  /// @param y      whose document frequencies and weights decide; canonical.
  /// @param scale  at least the length of y's longest row. O(entries + n_cols log n_cols).
  template <class T>
  RankedTerms(const sparse::CsrView<T>& y, double scale, const base::Run& run);

  /// O(n_cols).
  [[nodiscard]] Split split(const SplitOptions& options) const;

  /// Bytes a column, while several splits are compared: these arrays with room to grow, the places
  /// of two splits, and what a sample of pairs needs.
  static constexpr std::size_t column_bytes = 36;

 private:
  Index n_rows_;
  std::vector<Index> frequencies_;  // by term
  std::vector<double> squares_;     // by term, the sum of its squared weights over the scale
  std::vector<Index> terms_;        // those that some row has, ranked
};

}  // namespace broadsheet::similarity
