// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::vocabulary {

/// What the columns of a matrix of counts hold.
struct ColumnTotals {
  std::vector<Index> document_frequencies;     ///< shape (n_cols,): rows with an entry.
  std::vector<Offset> collection_frequencies;  ///< shape (n_cols,): the sum of values, times scale.
};

/// @param counts  values are multiples of 1 / scale, to rounding; columns of a row are distinct.
/// @throws std::invalid_argument  when the matrix is none.
/// @throws std::overflow_error    when a sum does not fit 64 bits.
///
/// O(n_entries + n_cols).
template <class T>
[[nodiscard]] ColumnTotals column_totals(const sparse::CsrView<T>& counts, double scale,
                                         base::Checkpoint& checkpoint);

}  // namespace broadsheet::vocabulary
