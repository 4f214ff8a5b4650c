// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <vector>

#include "broadsheet/similarity/filter.hpp"

namespace broadsheet::reference {

/// A filter with the arrays that it borrows. Times and groups are few, so that borders are met.
/// Not copyable: the filter looks into it.
class RandomFilter {
 public:
  /// @param self_join  whether y is x.
  RandomFilter(Index n_x, Index n_y, bool self_join, std::mt19937& random) {
    using similarity::PairsFrom;
    const auto pick = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
    const auto fill = [&](auto& array, Index n, int most) {
      for (Index i = 0; i < n; ++i) array.push_back(static_cast<Index>(pick(most)));
    };
    fill(x_times_, n_x, 9);
    fill(y_times_, n_y, 9);
    fill(x_groups_, n_x, 2);
    fill(y_groups_, n_y, 2);
    if (pick(1) != 0) {
      filter_.x_times = x_times_;
      filter_.y_times = self_join ? x_times_ : y_times_;
      filter_.window = static_cast<std::uint64_t>(pick(10));
    }
    filter_.x_groups = x_groups_;
    filter_.y_groups = self_join ? x_groups_ : y_groups_;
    filter_.pairs_from = std::vector{PairsFrom::any, PairsFrom::same,
                                     PairsFrom::different}[static_cast<std::size_t>(pick(2))];
  }
  RandomFilter(const RandomFilter&) = delete;
  RandomFilter& operator=(const RandomFilter&) = delete;

  [[nodiscard]] const similarity::PairFilter& filter() const { return filter_; }

 private:
  std::vector<similarity::Timestamp> x_times_, y_times_;
  std::vector<Index> x_groups_, y_groups_;
  similarity::PairFilter filter_;
};

}  // namespace broadsheet::reference
