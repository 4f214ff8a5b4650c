// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/centre.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Centres by term: a row meets all of them at once, term by term.
///
/// A term that an eighth of the centres have gets a line, its weight in each centre one after the
/// other, which is added in vectors; a rarer one gets postings.
class CentreIndex {
 public:
  /// @param centres  borrowed for this call only.
  /// @param n_cols   of the centres, and of the rows that will be scored.
  /// O(entries of the centres + n_cols); at most 8 bytes for each of these entries, where lines are
  /// not full up to 8 times that, and 4 a column.
  void rebuild(std::span<const Centre> centres, Index n_cols, base::Checkpoint& checkpoint);

  [[nodiscard]] std::size_t n_centres() const { return n_centres_; }

  /// The length of `sums` below: n_centres, rounded up to whole cache lines.
  [[nodiscard]] std::size_t width() const { return width_; }

  /// The dot product of a row with each centre.
  ///
  /// @param sums  shape (width(),); overwritten, what is behind n_centres with zeros. Of double
  ///              they are canonical dot products; of float they are off by at most
  ///              `estimate_error`.
  template <class Sum, class T>
  void scores(const sparse::Row<T>& row, std::span<Sum> sums, base::Pace& pace) const;

  /// The canonical dot product of a row with one centre.
  template <class T>
  [[nodiscard]] double score_of(const sparse::Row<T>& row, Index centre) const;

 private:
  std::size_t n_centres_ = 0;
  std::size_t width_ = 0;
  std::vector<Index> line_of_;  // shape (n_cols,); -1 where a term has postings
  base::Buffer<float> lines_;   // shape (lines, width_)
  std::vector<Offset> first_;   // shape (n_cols + 1,); of a term's postings
  base::Buffer<Index> centres_;
  base::Buffer<float> values_;
};

/// How far a dot product of `n_entries` products that is summed in single precision may be off, of
/// vectors no longer than 1.01: each product takes three roundings, each sum one more of at most
/// the sum of magnitudes, which Cauchy and Schwarz bound by 1.03 (Higham 2002, section 3.1).
[[nodiscard]] inline double estimate_error(std::size_t n_entries) {
  return 1.1 * 0x1p-24 * static_cast<double>(n_entries + 8);
}

}  // namespace broadsheet::clustering
