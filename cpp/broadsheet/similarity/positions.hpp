// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/filter.hpp"
#include "broadsheet/similarity/reach.hpp"

namespace broadsheet::similarity {

/// How the pairs of a matrix with itself are visited.
enum class Visits {
  once,    ///< each pair once, with i < j; rows behind those of x come next.
  from_x,  ///< of each row of x all, so that each pair comes from both sides.
};

/// In which order the rows of x and y are joined, and which of x's are. Under a window they stand
/// in order of time, so that what is in reach of a row is a range of positions; else as they are.
class Positions {
 public:
  /// Of all rows; those of a matrix with itself are visited once.
  ///
  /// @param self    y is x.
  /// @param filter  fits the rows; what it borrows is borrowed. Its groups do not matter.
  Positions(Index n_x, Index n_y, bool self, const PairFilter& filter, const base::Run& run);

  /// From now on x's rows are those from `first` to `last`, which are its positions too, in order
  /// of time under a window.
  /// @returns  whether the rows chosen before still stand where they stood, visited alike.
  bool choose(Index first, Index last, Visits visits, const base::Run& run);

  [[nodiscard]] Index first() const { return first_; }
  [[nodiscard]] Index last() const { return last_; }
  [[nodiscard]] Index n_y() const { return static_cast<Index>(y_rows_.size()); }
  [[nodiscard]] Index x_row(Index i) const { return x_rows_[static_cast<std::size_t>(i - first_)]; }
  [[nodiscard]] Index y_row(Index j) const { return y_rows_[static_cast<std::size_t>(j)]; }

  [[nodiscard]] bool self() const { return self_; }

  /// Whether each pair is visited once, for both of its rows.
  [[nodiscard]] bool symmetric() const { return self_ && visits_ == Visits::once; }

  /// Whether rows [first, last) of x can be visited `once`, without the others: not where a window
  /// mixes them with later ones.
  [[nodiscard]] bool in_row_order() const { return in_row_order_; }

  /// Whether the rows that are chosen stand where they stand among all.
  [[nodiscard]] bool among_all() const { return among_all_; }

  /// The row at each position of all of x, and of y.
  [[nodiscard]] std::span<const Index> all_x() const { return self_ ? y_rows_ : all_x_; }
  [[nodiscard]] std::span<const Index> all_y() const { return y_rows_; }

  /// The row at each position of x from `first` on: where those behind the chosen ones may be made
  /// ready with them, to the end of x.
  [[nodiscard]] std::span<const Index> x_from(Index first) const {
    return among_all_ && visits_ == Visits::once
               ? all_x().subspan(static_cast<std::size_t>(first))
               : x_rows_.subspan(static_cast<std::size_t>(first - first_));
  }

  /// Those of y's positions that any of x's may be a pair with; in a symmetric join of these from
  /// the first on.
  [[nodiscard]] Range y_meeting(Range x) const {
    return y_in_reach({symmetric() ? x.first : Index{0}, n_y()}, x);
  }

  /// Those positions of y that are in reach of any of x's; neither is empty.
  [[nodiscard]] Range y_in_reach(Range y, Range x) const {
    if (!filter_.window) return y;
    return in_reach(
        y, [this](Index j) { return y_time(j); }, x_time(x.first), x_time(x.last - 1),
        *filter_.window);
  }

  /// Those positions of x that are in reach of any of y's; neither is empty.
  [[nodiscard]] Range x_in_reach(Range x, Range y) const {
    if (!filter_.window) return x;
    return in_reach(
        x, [this](Index i) { return x_time(i); }, y_time(y.first), y_time(y.last - 1),
        *filter_.window);
  }

 private:
  [[nodiscard]] Timestamp x_time(Index i) const {
    return filter_.x_times[static_cast<std::size_t>(x_row(i))];
  }
  [[nodiscard]] Timestamp y_time(Index j) const {
    return filter_.y_times[static_cast<std::size_t>(y_row(j))];
  }

  PairFilter filter_;
  bool self_;
  std::vector<Index> y_rows_;
  std::vector<Index> all_x_;  // empty in a join with itself
  bool in_row_order_;
  Index first_ = 0;
  Index last_;
  Visits visits_ = Visits::once;
  bool among_all_ = true;
  std::vector<Index> chosen_;  // where they are not among all
  std::span<const Index> x_rows_;
};

}  // namespace broadsheet::similarity
