// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/similarity/filter.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/memory_limit.hpp"
#include "broadsheet/similarity/pieces.hpp"
#include "broadsheet/similarity/time_kernel.hpp"

namespace broadsheet::similarity {

/// What pairs looks for.
struct PairsOptions {
  /// Above 0; rounded to T as the scores are, but not to 0.
  double min_similarity = 0.5;
  /// Which rows may be pairs.
  PairFilter filter = {};
  /// Shape (n_rows,), or empty: no time kernel. For a self-join only.
  std::span<const Timestamp> timestamps = {};
  /// Sigma of the time kernel in microseconds; positive and finite.
  double time_scale = 1.0;
  /// Beyond input and output.
  MemoryLimit memory = {};
  /// Rows scored at a time; changes speed only.
  Index tile_rows = default_tile_rows;
  /// Multiply-adds of a piece of rows, about; changes speed only.
  Offset piece_work = default_piece_work;
  /// Terms in at least this share of y's rows are multiplied as dense columns; changes speed only.
  double dense_from = 0.2;
};

}  // namespace broadsheet::similarity
