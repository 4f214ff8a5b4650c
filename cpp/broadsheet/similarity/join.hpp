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
  /// Which rows may be pairs.
  PairFilter filter = {};
  /// Shape (n_rows,), or empty: no time kernel. For a self-join only.
  std::span<const Timestamp> timestamps = {};
  /// Sigma of the time kernel in microseconds; positive and finite.
  double time_scale = 1.0;
  /// Rows scored at a time; changes speed only.
  Index tile_rows = default_tile_rows;
  /// Multiply-adds of a piece of rows, about; changes speed only.
  Offset piece_work = default_piece_work;
  /// Terms in at least this share of y's rows are multiplied as dense columns; changes speed only.
  double dense_from = 0.2;
};

/// Pairs of rows, equally long arrays.
struct Pairs {
  std::vector<Index> i;
  std::vector<Index> j;
  std::vector<double> similarity;

  [[nodiscard]] std::size_t size() const { return i.size(); }
};

/// Every pair of a row i of `x` and a row j of `y` whose similarity reaches `min_similarity`, once.
///
/// A similarity is the canonical dot product (sparse/dot.hpp) rounded to T, times the time kernel
/// in double.
///
/// @param x         canonical; finite values.
/// @param y_or_self the same, with x's columns; borrowed. Null: x itself, and pairs are i < j.
/// @param options   see there.
/// @param run       the monitor hears thousandths of the call, about.
/// @returns  ordered by (i, j). The same bytes for any n_threads and tile_rows.
/// @throws std::invalid_argument  when min_similarity is not above 0 (else every pair would be
///         found), the columns differ, the filter does not fit, the timestamps are not as many as
///         rows or come with a y, or the time scale is not positive.
///
/// Estimates find candidates (see Engine), and the dot product decides: O(sum over terms of df^2 /
/// 2
/// + n^2) at the most, less the higher min_similarity; memory: an inverted index, the dense columns
/// of the most frequent terms (128 MiB at the most), and the result twice.
template <class T>
[[nodiscard]] Pairs pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                          const PairsOptions& options, const base::Run& run);

}  // namespace broadsheet::similarity
