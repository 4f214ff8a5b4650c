// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/pairs.hpp"
#include "broadsheet/similarity/pairs_options.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// Every pair of a row i of `x` and a row j of `y` whose similarity reaches `min_similarity`, once.
///
/// A similarity is the canonical dot product (sparse/dot.hpp) rounded to T, times the time kernel
/// in double.
///
/// @param x         canonical; finite values.
/// @param y_or_self the same, with x's columns; borrowed. Null: x itself, and pairs are i < j.
/// @param options   see there.
/// @param run       the monitor hears thousandths of the call, about.
/// @returns  ordered by (i, j). The same bytes for any n_threads, memory limit and tile_rows.
/// @throws std::invalid_argument  when min_similarity is not above 0 (else every pair would be
///         found), the columns differ, the filter does not fit, the timestamps are not as many as
///         rows or come with a y, the time scale is not positive, or the memory limit is below what
///         the matrices need.
///
/// Estimates find candidates (see Engine), and the dot product decides: O(sum over terms of df^2 /
/// 2 + n^2) at the most, less the higher min_similarity. Memory beyond the result: that of
/// PairBlocks.
template <class T>
[[nodiscard]] Pairs pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                          const PairsOptions& options, const base::Run& run);

}  // namespace broadsheet::similarity
