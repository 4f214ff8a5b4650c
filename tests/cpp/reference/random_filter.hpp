// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <vector>

#include "broadsheet/similarity/filter.hpp"

namespace broadsheet::reference {

/// A filter with arrays of its own: none, a window, groups, or both; times and groups are few.
struct RandomFilter {
  std::vector<similarity::Timestamp> x_times, y_times;
  std::vector<Index> x_groups, y_groups;
  similarity::PairFilter filter;

  RandomFilter(Index n_x, Index n_y, bool self_join, std::mt19937& random) {
    const auto upto = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    for (Index i = 0; i < n_x; ++i) {
      x_times.push_back(upto(20));
      x_groups.push_back(upto(3));
    }
    for (Index j = 0; j < n_y; ++j) {
      y_times.push_back(upto(20));
      y_groups.push_back(upto(3));
    }
    if (upto(1) == 0) {
      filter.x_times = x_times;
      filter.y_times = self_join ? x_times : y_times;
      filter.window = static_cast<std::uint64_t>(upto(20));
    }
    filter.pairs_from = static_cast<similarity::PairsFrom>(upto(2));
    if (filter.pairs_from != similarity::PairsFrom::any) {
      filter.x_groups = x_groups;
      filter.y_groups = self_join ? x_groups : y_groups;
    }
  }
  RandomFilter(const RandomFilter&) = delete;
  RandomFilter& operator=(const RandomFilter&) = delete;
};

}  // namespace broadsheet::reference
