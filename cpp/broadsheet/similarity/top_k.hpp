// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/filter.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/memory_limit.hpp"
#include "broadsheet/similarity/pieces.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// What top_k looks for.
struct TopKOptions {
  /// Neighbours of a row, at most; at least 1.
  Index k = 10;
  /// The least score, rounded to T as the scores are; not NaN. Nothing: any score but 0.
  std::optional<double> min_similarity = std::nullopt;
  /// Which rows may be neighbours.
  PairFilter filter = {};
  /// Beyond input and output.
  MemoryLimit memory = {};
  /// Rows of y scored at a time; changes speed only.
  Index tile_rows = default_tile_rows;
  /// Multiply-adds of a piece of rows, about; changes speed only.
  Offset piece_work = default_piece_work;
  /// Terms in at least this share of y's rows are multiplied as dense columns; changes speed only.
  double dense_from = 0.2;
};

/// For each row of `x` its k rows of `y` with the highest scores: its nearest neighbours, exactly.
///
/// A score is the canonical dot product (sparse/dot.hpp) rounded to T; of unit rows, the cosine.
/// Rows whose score is 0 are no neighbours, whether they have no common term or products that
/// cancel out; a negative score is one like any other. Equal scores rank by row number.
///
/// @param x        canonical; finite values.
/// @param y        the same, with x's columns; borrowed. Null: x itself, with no row its own
///                 neighbour.
/// @param options  see there.
/// @param run      the monitor hears thousandths of the call, about.
/// @returns  shape (x.n_rows, y.n_rows). In each row the columns stand by falling score, then
///           ascending, so the matrix is not canonical. No stored zeros.
///           The same bytes for any n_threads, memory limit and tile_rows.
/// @throws std::invalid_argument  when k < 1, min_similarity is NaN, y's columns are not x's, the
///         filter does not fit, or the memory limit is below what the matrices need.
///
/// Estimates in single precision leave few candidates (see Engine), whose canonical scores decide;
/// where so few rows share a term that scores of 0 or below count, all that do are scored
/// (exhaustive_top_k). O(sum over terms of df_x * df_y + n_x * n_y) time at the most. Memory,
/// within the limit: rows made ready (see Engine), and shortlists of at most 2 k entries of 8
/// bytes. Where those of all rows would take more than half of it, rows are searched in groups, and
/// in a self-join then each pair is scored from both sides.
template <class T>
[[nodiscard]] sparse::Csr<T> top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y,
                                   const TopKOptions& options, const base::Run& run);

}  // namespace broadsheet::similarity
