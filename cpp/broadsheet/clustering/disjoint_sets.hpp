// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "broadsheet/base/index.hpp"

namespace broadsheet::clustering {

/// Sets of articles or points that only grow together, each named by its smallest member.
class DisjointSets {
 public:
  explicit DisjointSets(Index n) : above_(static_cast<std::size_t>(n)) {
    std::iota(above_.begin(), above_.end(), Index{0});
  }

  /// The name of a member's set. Tarjan & van Leeuwen (1984): path halving, O(log n) a call on the
  /// average.
  [[nodiscard]] Index of(Index member) {
    while (above_[static_cast<std::size_t>(member)] != member) {
      auto& above = above_[static_cast<std::size_t>(member)];
      above = above_[static_cast<std::size_t>(above)];
      member = above;
    }
    return member;
  }

  /// Puts the sets of two members together.
  /// @returns  their names before, the lower first; equal if they were one set.
  std::pair<Index, Index> join(Index a, Index b) {
    const auto [low, high] = std::minmax({of(a), of(b)});
    above_[static_cast<std::size_t>(high)] = low;
    return {low, high};
  }

 private:
  std::vector<Index> above_;
};

}  // namespace broadsheet::clustering
