// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// Why pairs of rows are similar, and what sets them apart. All arrays have a row for each pair in
/// the order in which pairs were given, and, where they are 2-D, `width` columns; behind the last
/// term of a row stand the id -1 and the number 0.
template <class T>
struct PairTerms {
  Index width = 0;                      ///< the lesser of k and n_cols, at least 1.
  base::Buffer<double> similarity;      ///< (n_pairs,): the canonical dot product, in double.
  base::Buffer<Index> shared;           ///< (n_pairs, width): terms that add to the similarity.
  base::Buffer<double> contributions;   ///< (n_pairs, width): the products of their weights.
  base::Buffer<double> rest;            ///< (n_pairs,): sum of the contributions left out.
  base::Buffer<Index> only_first;       ///< (n_pairs, width): terms that the second row lacks.
  base::Buffer<T> only_first_weights;   ///< (n_pairs, width): their weights in the first.
  base::Buffer<Index> only_second;      ///< (n_pairs, width): terms that the first row lacks.
  base::Buffer<T> only_second_weights;  ///< (n_pairs, width): their weights in the second.
};

/// The k heaviest terms that the two rows of each pair share, and that one has and the other lacks.
///
/// Shared terms come by falling absolute contribution, the product of the two weights, then by
/// column; the others by falling absolute weight, then by column. A stored 0 is no term; a product
/// that is 0 because it is too small for a double is neither shared nor lacking. Contributions and
/// rest add up to the similarity but for rounding: to 1e-12 of unit rows.
///
/// @param x      canonical; finite.
/// @param pairs  shape (n_pairs * 2,): first and second row of each, in [0, n_rows); equal ones
/// too.
/// @param k      at least 1.
/// @throws std::invalid_argument  when k < 1, and naming the first position of `pairs` that holds
/// no
///         row of x.
///
/// The longer row of a pair is spread out once for many pairs, so that every entry of the shorter
/// one is looked at once. Time: for a pair O(entries of its shorter row + k log k), for each
/// distinct row O(its entries), and O(n_rows). Memory besides the result: 24 bytes a pair, and as
/// much for a moment; at most 4 * (k + 48) a distinct row; a quarter of a byte a column for each
/// thread.
template <class T>
[[nodiscard]] PairTerms<T> pair_terms(const sparse::CsrView<T>& x, std::span<const Offset> pairs,
                                      Index k, const base::Run& run);

}  // namespace broadsheet::explain
