// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// How terms are to be split.
struct SplitOptions {
  double dense_from = 0.2;  ///< terms in at least this share of the rows are dense.
  Index most_dense = 2048;  ///< the most dense columns.
  double bound_mass = 0.0;  ///< of the squared weights, the share whose products are only bounded.
};

/// Terms in three parts, by falling document frequency (see RankedTerms).
///
/// The most frequent are *bounded*, if a threshold allows for it: they share a few columns, in
/// which a row holds the length of its part x^g there, and sum_g |x^g| |y^g| is no less than the
/// sum of their products (Cauchy and Schwarz, column by column). The next are *dense*: a column
/// each. Both are multiplied as a dense matrix. The rest is *rare* and goes through an inverted
/// index. A common term's postings are long, and adding up one of them takes some forty times as
/// long as a multiply-add of a dense product.
struct Split {
  static constexpr Index nowhere = std::numeric_limits<Index>::min();
  static constexpr Index most_bound = 64;

  std::vector<Index> places;   ///< by term: d >= 0 is column d, -1 - r the r-th rare term.
  Index n_bound = 0;           ///< the first of the columns, which terms share.
  Index n_dense = 0;           ///< columns, with those.
  Index n_rare = 0;            ///< by falling document frequency; terms of no row are `nowhere`.
  Offset n_rare_entries = 0;   ///< of y.
  double rare_products = 0.0;  ///< of y with itself: the sum of their df^2.

  [[nodiscard]] bool is_rare(Index term) const {
    const auto place = places[static_cast<std::size_t>(term)];
    return place < 0 && place != nowhere;
  }
};

/// How far the estimate of a row may be off its canonical score, over the scales of both matrices.
///
/// With at most n common terms, |error| <= n u |x| |y| in whatever order they are summed (Higham
/// 2002, "Accuracy and Stability of Numerical Algorithms", section 3.1), u = 2^-24; twice that
/// leaves room for rounding weights, scale and score.
/// @param n  entries of the row.
[[nodiscard]] inline float margin_of(Index n) { return (static_cast<float>(n) + 8.0F) * 0x1p-23F; }

/// Rows made ready for estimates: in single precision, divided by `scale`, in two parts.
struct SplitRows {
  Index n_dense = 0;
  base::Buffer<float> dense;  ///< shape (n_rows, n_dense), row by row.
  sparse::Csr<float> rare;    ///< shape (n_rows, n_rare); the columns of a row in any order.

  [[nodiscard]] Index n_rows() const { return rare.n_rows(); }

  /// The dense part of rows [first, last).
  [[nodiscard]] std::span<const float> dense_rows(Index first, Index last) const {
    const auto n = static_cast<std::size_t>(n_dense);
    return std::span(dense).subspan(static_cast<std::size_t>(first) * n,
                                    static_cast<std::size_t>(last - first) * n);
  }

  /// @param order  shape (n_rows,); the row of `matrix` at each position.
  /// @param scale  at least the length of the longest row; positive and finite.
  template <class T>
  [[nodiscard]] static SplitRows of(const sparse::CsrView<T>& matrix, std::span<const Index> order,
                                    const Split& split, double scale, const base::Run& run);
};

/// What estimates of a matrix's scores can rely on.
struct Extent {
  double longest = 0.0;    ///< length of the longest row; infinite where it leaves double's range.
  Index most_entries = 0;  ///< of a row.
  /// No value is negative or, over `longest`, below 2^-60: then a product never underflows in
  /// single precision, and an estimate is 0 just where no term is common.
  bool positive = true;

  template <class T>
  [[nodiscard]] static Extent of(const sparse::CsrView<T>& matrix, const base::Run& run = {});
};

}  // namespace broadsheet::similarity
