// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::weighting {

/// Calls `weigh(i)` for each row of a matrix; it reads and writes nothing that another row writes.
///
/// Pieces are 512 rows each whatever the number of threads; a piece of long rows can be stopped.
template <class Weigh>
void for_each_row(std::span<const Offset> indptr, const base::Run& run, const Weigh& weigh) {
  constexpr std::size_t rows_per_piece = 512;
  constexpr Offset entries_per_check = 8192;
  const auto n_rows = indptr.empty() ? 0 : indptr.size() - 1;
  const auto n_pieces = (n_rows + rows_per_piece - 1) / rows_per_piece;
  base::parallel_for(static_cast<std::int64_t>(n_pieces), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto first = static_cast<std::size_t>(p) * rows_per_piece;
                       const auto last = std::min(n_rows, first + rows_per_piece);
                       Offset unchecked = 0;
                       for (auto i = first; i < last; ++i) {
                         weigh(i);
                         unchecked += indptr[i + 1] - indptr[i];
                         if (unchecked >= entries_per_check) {
                           unchecked = 0;
                           checkpoint();
                         }
                       }
                     });
}

/// Gives each entry of a matrix its weight, row by row.
///
/// @param weigh  called as weigh(row, out), out as long as the row; see `for_each_row`.
/// @returns      shape (n_entries,), the values to the columns of `counts`.
template <class T, class Count, class Weigh>
[[nodiscard]] std::vector<T> weigh_rows(const sparse::CsrView<Count>& counts, const base::Run& run,
                                        const Weigh& weigh) {
  std::vector<T> weights(counts.values.size());
  for_each_row(counts.indptr, run, [&](std::size_t i) {
    const auto row = counts.row(static_cast<Index>(i));
    const auto begin = static_cast<std::size_t>(counts.indptr[i]);
    weigh(row, std::span<T>(weights).subspan(begin, row.size()));
  });
  return weights;
}

}  // namespace broadsheet::weighting
