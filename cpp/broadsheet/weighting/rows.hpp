// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::weighting {

/// Gives each entry of a matrix its weight, row by row.
///
/// @param weigh  called as weigh(row, out), out as long as the row; it reads and writes nothing
///               that another row writes.
/// @returns      shape (n_entries,), the values to the columns of `counts`.
///
/// Pieces are 512 rows each whatever the number of threads; a piece of long rows can be stopped.
template <class T, class Count, class Weigh>
[[nodiscard]] std::vector<T> weigh_rows(const sparse::CsrView<Count>& counts, const base::Run& run,
                                        const Weigh& weigh) {
  std::vector<T> weights(counts.values.size());
  constexpr Index rows_per_piece = 512;
  constexpr std::size_t entries_per_check = 8192;
  const auto n_rows = counts.n_rows();
  const auto n_pieces = (static_cast<std::int64_t>(n_rows) + rows_per_piece - 1) / rows_per_piece;
  base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    const auto first = static_cast<Index>(p * rows_per_piece);
    const auto last = static_cast<Index>(std::min<std::int64_t>(n_rows, (p + 1) * rows_per_piece));
    std::size_t unchecked = 0;
    for (Index i = first; i < last; ++i) {
      const auto row = counts.row(i);
      const auto begin = static_cast<std::size_t>(counts.indptr[static_cast<std::size_t>(i)]);
      weigh(row, std::span<T>(weights).subspan(begin, row.size()));
      unchecked += row.size();
      if (unchecked >= entries_per_check) {
        unchecked = 0;
        checkpoint();
      }
    }
  });
  return weights;
}

}  // namespace broadsheet::weighting
