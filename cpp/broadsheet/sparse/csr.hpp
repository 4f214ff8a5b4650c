// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"

namespace broadsheet::sparse {

/// One row of a sparse matrix: equally long, columns ascending and distinct.
template <class T>
struct Row {
  std::span<const Index> columns;
  std::span<const T> values;

  [[nodiscard]] std::size_t size() const { return columns.size(); }
};

/// A matrix in compressed sparse row form, borrowed.
///
/// Every algorithm of the core relies on the canonical form: in each row the columns ascend
/// strictly and lie in [0, n_cols). `validate` checks what comes from outside.
template <class T>
struct CsrView {
  std::span<const Offset>
      indptr;  ///< shape (n_rows + 1,); row i is entries indptr[i]..indptr[i+1].
  std::span<const Index> indices;  ///< shape (n_entries,); columns.
  std::span<const T> values;       ///< shape (n_entries,).
  Index n_cols = 0;

  [[nodiscard]] Index n_rows() const {
    return indptr.empty() ? 0 : static_cast<Index>(indptr.size() - 1);
  }
  [[nodiscard]] Offset n_entries() const { return static_cast<Offset>(indices.size()); }
  [[nodiscard]] Row<T> row(Index i) const {
    const auto first = static_cast<std::size_t>(indptr[static_cast<std::size_t>(i)]);
    const auto count = static_cast<std::size_t>(indptr[static_cast<std::size_t>(i) + 1]) - first;
    return {indices.subspan(first, count), values.subspan(first, count)};
  }
};

/// A matrix in compressed sparse row form that owns its arrays. An empty one has no rows.
template <class T>
struct Csr {
  std::vector<Offset> indptr{0};
  base::Buffer<Index> indices;
  base::Buffer<T> values;
  Index n_cols = 0;

  [[nodiscard]] CsrView<T> view() const { return {indptr, indices, values, n_cols}; }
  [[nodiscard]] Index n_rows() const { return static_cast<Index>(indptr.size() - 1); }
};

/// Checks that `indptr` cuts `n_entries` entries into rows. O(n_rows).
///
/// @throws std::invalid_argument  naming the row: one that is empty, does not begin at 0, falls or
///         does not end at `n_entries`.
void validate_rows(std::span<const Offset> indptr, std::size_t n_entries, const char* name,
                   const base::Run& run = {});

/// Checks that `matrix` is canonical. O(n_entries).
///
/// @param name  what the caller's user calls the matrix, for the message: "X".
/// @param run   its monitor may stop it; one thread, so that the first position is the one named.
/// @throws std::invalid_argument  naming the array and the first position that is wrong: lengths
///         that disagree, an indptr that falls, a negative number of columns, a column out of range
///         or not above the one before it, a value that is not finite.
template <class T>
void validate(const CsrView<T>& matrix, const char* name, const base::Run& run = {});

/// Holds two matrices whose rows are to be compared, "X" and "Y", to the same columns.
/// @throws std::invalid_argument  when they differ in number.
void require_same_columns(Index n_x, Index n_y);

}  // namespace broadsheet::sparse
