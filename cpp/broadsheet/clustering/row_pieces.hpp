// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/similarity/pieces.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Cuts rows into runs of about equally many entries, so that each takes some milliseconds against
/// so many centres.
///
/// @param rows  of the matrix that indptr cuts.
/// @returns  as similarity::cut_rows gives them: positions in `rows`.
[[nodiscard]] inline std::vector<Index> row_pieces(std::span<const Offset> indptr,
                                                   std::span<const Index> rows,
                                                   std::size_t n_centres) {
  std::vector<Offset> work;
  work.reserve(rows.size());
  for (const auto row : rows) {
    const auto i = static_cast<std::size_t>(row);
    work.push_back(indptr[i + 1] - indptr[i] + 16);
  }
  const auto per_piece = (Offset{1} << 23) / static_cast<Offset>(n_centres + 64);
  return similarity::cut_rows(work, std::max(per_piece, Offset{1} << 12));
}

}  // namespace broadsheet::clustering
