// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/memory_limit.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// The inverted index of y by runs of its rows, as many at a time as memory allows.
template <class T>
class IndexRuns {
 public:
  /// @param y          canonical, borrowed.
  /// @param tile_rows  rows of a tile, at the most.
  /// @param bytes      for the index, and a sum in double a row of a tile and thread; at least
  ///                   `least_bytes`.
  /// @param most_rows  of a run.
  /// @param n_threads  at the most.
  IndexRuns(const sparse::CsrView<T>& y, Index tile_rows, std::size_t bytes, Index most_rows,
            int n_threads);

  /// What a y of so many columns, and at most so many entries a row, needs at least.
  [[nodiscard]] static std::size_t least_bytes(Index n_cols, Index most_entries);

  [[nodiscard]] Index tile_rows() const { return tile_rows_; }
  [[nodiscard]] int n_threads() const { return n_threads_; }

  /// The end of the run that begins with row `first`; behind it where there is one.
  [[nodiscard]] Index end(Index first) const;

  /// Bytes of the index of rows [first, last), and of all threads' sums.
  [[nodiscard]] std::size_t bytes(Index first, Index last) const;

  /// The tiles of rows [first, last), counted in y.
  [[nodiscard]] std::vector<Tile<T>> tiles(Index first, Index last, const base::Run& run) const;

 private:
  sparse::CsrView<T> y_;
  Index tile_rows_;
  std::size_t bytes_;  // for the index
  Index most_rows_;
  int n_threads_;
};

}  // namespace broadsheet::similarity
