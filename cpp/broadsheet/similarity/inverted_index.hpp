// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// A row of the indexed matrix that has the term, and the term's weight there. Kept together:
/// most postings are short, and then one cache line brings both.
template <class T>
struct Posting {
  Index row;  ///< counted from the tile's first row.
  T weight;
};

/// The postings of some successive rows, of so few that an accumulator for them stays in L2 cache.
template <class T>
struct Tile {
  Index first_row = 0;
  Index n_rows = 0;
  base::Buffer<Offset> offsets;       ///< shape (n_terms + 1,)
  base::Buffer<Posting<T>> postings;  ///< by term, then row.

  /// The postings of a term, rows ascending.
  [[nodiscard]] std::span<const Posting<T>> of(Index term) const {
    const auto t = static_cast<std::size_t>(term);
    return std::span(postings).subspan(static_cast<std::size_t>(offsets[t]),
                                       static_cast<std::size_t>(offsets[t + 1] - offsets[t]));
  }

  /// The postings of a term from row `first` (counted within the tile) on.
  [[nodiscard]] std::span<const Posting<T>> of(Index term, Index first) const {
    const auto all = of(term);
    if (first <= 0) return all;
    const auto begin =
        std::lower_bound(all.begin(), all.end(), first,
                         [](const Posting<T>& posting, Index row) { return posting.row < row; });
    return all.subspan(static_cast<std::size_t>(begin - all.begin()));
  }
};

/// Rows of a tile: 16,384 sums in double are 128 KiB, half of the smallest L2 cache of today.
inline constexpr Index default_tile_rows = 16384;

/// The inverted index of `y`: which rows have a term, tile by tile.
///
/// @param tile_rows  rows of each tile but the last; at least 1.
/// @returns  tiles in row order, none when y has no rows. Memory: a posting an entry, and an
///           offset a tile and column. O(n_entries + n_tiles * n_cols).
/// @throws std::invalid_argument  when tile_rows < 1.
template <class T>
[[nodiscard]] std::vector<Tile<T>> inverted_index(const sparse::CsrView<T>& y, Index tile_rows,
                                                  const base::Run& run);

}  // namespace broadsheet::similarity
