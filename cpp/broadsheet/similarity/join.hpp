// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/filter.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/pieces.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// What pairs looks for.
struct PairsOptions {
  /// Above 0; rounded to T as the scores are, but not to 0.
  double min_similarity = 0.5;
  /// Which rows may be a pair.
  PairFilter filter = {};
  /// Shape (n_rows,), or empty: no time kernel. In a self-join only.
  std::span<const Timestamp> timestamps = {};
  /// Sigma of the time kernel in microseconds; positive and finite.
  double time_scale = 1.0;
  /// Rows scored at a time; changes speed only.
  Index tile_rows = default_tile_rows;
  /// Multiply-adds of a piece of rows, about; changes speed only.
  Offset piece_work = default_piece_work;
};

/// Pairs of rows, equally long arrays.
struct Pairs {
  std::vector<Index> i;
  std::vector<Index> j;
  std::vector<double> similarity;

  [[nodiscard]] std::size_t size() const { return i.size(); }
};

/// Every pair of rows whose similarity reaches `min_similarity`, once: row i of `x` with row j of
/// `y`, or rows i < j of `x`.
///
/// A similarity is the canonical dot product (sparse/dot.hpp) rounded to T, times the time kernel
/// in double.
///
/// @param x        canonical; finite values.
/// @param y        the same, with x's columns; borrowed. Null: x itself, with i < j.
/// @param options  see there.
/// @param run      the monitor hears pieces of rows of about equal work.
/// @returns  ordered by (i, j). The same bytes for any n_threads and tile_rows.
/// @throws std::invalid_argument  when min_similarity is not above 0 (else every pair would be
///         found), y's columns are not x's, the filter does not fit, the timestamps are not as many
///         as rows or go with a y, or the time scale is not positive.
///
/// O(sum over terms of df_x * df_y + n_x * n_y / 8) time, in a self-join half of that; memory: an
/// inverted index of y, the result, and 8 bytes * tile_rows a thread.
template <class T>
[[nodiscard]] Pairs pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y,
                          const PairsOptions& options, const base::Run& run);

}  // namespace broadsheet::similarity
