// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/stoppable.hpp"
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
                                               std::span<const Index> rows, const base::Run& run) {
  std::vector<Index> document_frequency(static_cast<std::size_t>(y.n_cols));
  std::vector<Offset> work;
  work.reserve(rows.size());
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(y.indices.size(), checkpoint, [&](std::size_t e) {
      ++document_frequency[static_cast<std::size_t>(y.indices[e])];
    });
    base::Pace pace(checkpoint);
    for (const auto i : rows) {
      const auto columns = x.row(i).columns;
      Offset sum = 64 + y.n_rows() / 8;
      pace.each(columns.size(), [&](std::size_t e) {
        sum += document_frequency[static_cast<std::size_t>(columns[e])];
      });
      work.push_back(sum);
    }
  });
  return work;
}

/// Work that takes some milliseconds: so long that taking a piece costs nothing beside it, so short
/// that threads end together.
inline constexpr Offset default_piece_work = Offset{1} << 19;

}  // namespace broadsheet::similarity
