// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/similarity/document_frequencies.hpp"
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
/// @param of_y  y's.
/// @param n_y   its rows.
/// @returns  shape (rows.size(),), for cut_rows. O(entries of the rows).
template <class T>
[[nodiscard]] std::vector<Offset> work_of_rows(const sparse::CsrView<T>& x,
                                               std::span<const Index> rows,
                                               const DocumentFrequencies& of_y, Index n_y,
                                               const base::Run& run) {
  std::vector<Offset> work;
  work.reserve(rows.size());
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (const auto i : rows) {
      const auto columns = x.row(i).columns;
      Offset sum = 64 + n_y / 8;
      pace.each(columns.size(), [&](std::size_t e) { sum += of_y[columns[e]]; });
      pace.count(1);
      work.push_back(sum);
    }
  });
  return work;
}

/// Work that takes some milliseconds: so long that taking a piece costs nothing beside it, so short
/// that threads end together.
inline constexpr Offset default_piece_work = Offset{1} << 19;

}  // namespace broadsheet::similarity
