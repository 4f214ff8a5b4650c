// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/block_terms.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/split.hpp"
#include "broadsheet/sparse/dense.hpp"

namespace broadsheet::similarity {

/// Rows of a tile, counted within it: begin to end.
struct Columns {
  Index begin;
  Index end;
};

/// Estimates of the scores of a block of x's rows with the rows of one tile of y. One a thread.
class BlockScores {
 public:
  /// Scores rows [first, last) of x.
  ///
  /// @param x_terms     x's rare part; the rows are one of its blocks.
  /// @param tile        of y's rare part.
  /// @param columns     the rows of the tile that are to be scored; not none.
  /// @param later_only  a self-join's: of each row only the scores with rows behind it are right.
  void score(const SplitRows& x, const BlockTerms& x_terms, Index first, Index last,
             const SplitRows& y, const Tile<float>& tile, Columns columns, bool later_only,
             base::Checkpoint& checkpoint);

  /// The estimates of row `i` of x, by row of the tile, from `from(i)` to the end of the columns.
  [[nodiscard]] std::span<const float> row(Index i) const {
    return std::span(scores_).subspan(static_cast<std::size_t>(i - first_) * stride_, stride_);
  }

  /// The first row of the tile (counted within it) that row `i` is scored with.
  [[nodiscard]] Index from(Index i) const {
    return later_only_ ? std::max<Index>(columns_.begin, i + 1 - tile_first_) : columns_.begin;
  }

 private:
  base::Buffer<float> scores_;
  std::size_t stride_ = 0;
  Index first_ = 0;
  Index tile_first_ = 0;
  Columns columns_{0, 0};
  bool later_only_ = false;
};

}  // namespace broadsheet::similarity
