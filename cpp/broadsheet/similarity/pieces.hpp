// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// Cuts rows into runs of about equal work, for base::parallel_for.
///
/// @param work       shape (n_rows,); what a row costs, in multiply-adds; >= 0.
/// @param per_piece  work at which a run ends; a row is never cut in two.
/// @returns  shape (n_pieces + 1,); piece p is rows [result[p], result[p + 1]). Without rows {0}.
[[nodiscard]] std::vector<Index> cut_rows(std::span<const Offset> work, Offset per_piece);

/// What rows of x cost against all of y, in multiply-adds: their terms' postings, and going over
/// sums.
///
/// @param rows  of x.
/// @returns  shape (rows.size(),), for cut_rows. O(entries of y and of the rows).
template <class T>
[[nodiscard]] std::vector<Offset> work_of_rows(const sparse::CsrView<T>& x,
                                               const sparse::CsrView<T>& y,
                                               std::span<const Index> rows) {
  std::vector<Index> document_frequency(static_cast<std::size_t>(y.n_cols));
  for (const auto term : y.indices) ++document_frequency[static_cast<std::size_t>(term)];
  std::vector<Offset> work;
  work.reserve(rows.size());
  for (const auto i : rows) {
    Offset sum = 64 + y.n_rows() / 8;
    for (const auto term : x.row(i).columns) {
      sum += document_frequency[static_cast<std::size_t>(term)];
    }
    work.push_back(sum);
  }
  return work;
}

/// Work that takes some milliseconds: so long that taking a piece costs nothing beside it, so short
/// that threads end together.
inline constexpr Offset default_piece_work = Offset{1} << 19;

}  // namespace broadsheet::similarity
