// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/positions.hpp"
#include "broadsheet/similarity/slabs.hpp"
#include "broadsheet/similarity/split.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// A matrix that is joined, borrowed, and what is known of its rows.
template <class T>
struct Operand {
  sparse::CsrView<T> matrix;
  Extent extent;
};

/// What visiting takes.
struct SlabCost {
  Index x_slabs = 0;
  Index y_slabs = 0;      ///< those that are not x's too, as often as they are made ready.
  std::size_t bytes = 0;  ///< of rows that are ready, at the most.
};

/// Which rows of a join are ready at a time: all of them if they fit the memory that is allowed,
/// else a slab of x, and of y one after the other that it meets. In a symmetric join a slab of x is
/// its own first slab of y.
template <class T>
class JoinSlabs {
 public:
  /// @param x, y       borrowed; y is x in a join with itself.
  /// @param positions  borrowed; of their rows.
  /// @param most_rows  of a slab.
  JoinSlabs(const Operand<T>& x, const Operand<T>& y, const Positions& positions, Index most_rows)
      : x_(x), y_(y), positions_(positions), most_rows_(most_rows) {}

  /// Makes slabs in this way from now on. Before any is.
  void make_with(const SlabMaker& maker) { maker_ = maker; }

  /// The fewest bytes with which `allow` works.
  [[nodiscard]] std::size_t least_bytes() const;

  /// Allows so many bytes for rows that are ready. Before any is.
  void allow(std::size_t bytes, const base::Run& run);

  /// Whether all rows are ready at once, with what is allowed.
  [[nodiscard]] bool fits() const { return whole_; }

  /// Hears that other positions were chosen.
  /// @param stay  whether those of before still stand where they stood.
  void follow(bool stay, const base::Run& run);

  /// The end of the rows of x, from `first` on, that are made ready together.
  [[nodiscard]] Index end(Index first) const;

  /// The slab that position `first` of x is in, made ready if it is not. Gives others of x back.
  [[nodiscard]] const Slab& x_slab(Index first, const base::Run& run);

  /// The slab that the first of these positions of y is in, of no more than them, likewise: beside
  /// the last slab of x.
  [[nodiscard]] const Slab& y_slab(Range rows, const base::Run& run);

  /// Gives all rows that are ready back.
  void release();

  /// Of the positions that are chosen.
  [[nodiscard]] SlabCost cost() const;

 private:
  [[nodiscard]] Side x_side() const {
    return positions_.self() && (positions_.symmetric() || whole()) ? Side::both : Side::x;
  }
  [[nodiscard]] bool whole() const { return whole_ && positions_.among_all(); }
  [[nodiscard]] bool y_stays() const { return !positions_.symmetric() && (whole() || y_fits_); }
  [[nodiscard]] const std::vector<Index>& x_rare() const {
    return positions_.self() ? y_rare_ : x_rare_;
  }
  [[nodiscard]] SlabSize all_x() const;
  [[nodiscard]] SlabSize all_y() const;
  [[nodiscard]] std::size_t whole_bytes(Side side) const;
  [[nodiscard]] bool all_fit() const;
  void share_bytes(const base::Run& run);
  void count_rare(const base::Run& run);
  [[nodiscard]] SlabSize x_slab_size(Index first) const;
  [[nodiscard]] SlabSize y_slab_size(Range rows, std::size_t x_bytes) const;

  const Operand<T>& x_;
  const Operand<T>& y_;
  const Positions& positions_;
  Index most_rows_;
  SlabMaker maker_;

  std::size_t bytes_ = 0;      // that are allowed
  bool whole_ = true;          // all of x and y fit
  std::size_t y_least_ = 0;    // for a slab of y
  std::size_t y_bytes_ = 0;    // for y beside a slab of x, in a join that is not symmetric
  bool y_fits_ = false;        // in such a one, all of y is made ready once
  std::vector<Index> x_rare_;  // by row, its entries of rare terms; empty if all fits
  std::vector<Index> y_rare_;  // and in a join with itself

  Slab x_slab_;
  std::size_t x_slab_bytes_ = 0;
  Slab y_slab_;
};

}  // namespace broadsheet::similarity
