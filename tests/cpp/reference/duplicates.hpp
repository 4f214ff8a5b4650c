// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "broadsheet/similarity/duplicates.hpp"

namespace broadsheet::reference {

/// Intersects every two sets. O(n^2).
inline similarity::Duplicates duplicates(const similarity::SetsView& sets,
                                         std::span<const Index> order, double min_overlap) {
  const auto shared = [&](Index i, Index j) {
    std::vector<Index> both;
    std::ranges::set_intersection(sets[i], sets[j], std::back_inserter(both));
    return static_cast<double>(both.size());
  };
  const auto size = [&](Index i) { return static_cast<double>(sets[i].size()); };
  const auto jaccard = [&](Index i, Index j) {
    return shared(i, j) / (size(i) + size(j) - shared(i, j));
  };
  const auto is_copy = [&](Index j) {
    for (Index i = 0; i < j; ++i) {
      if (std::ranges::equal(sets[i], sets[j])) return true;
    }
    return false;
  };
  similarity::Duplicates result;
  for (Index i = 0; i < sets.size(); ++i) {
    if (sets[i].empty() || is_copy(i)) continue;
    for (Index j = i + 1; j < sets.size(); ++j) {
      if (sets[j].empty() || !(jaccard(i, j) >= min_overlap)) continue;
      if (is_copy(j) && !std::ranges::equal(sets[i], sets[j])) continue;
      result.i.push_back(i);
      result.j.push_back(j);
      result.jaccard.push_back(jaccard(i, j));
      result.contained_i.push_back(shared(i, j) / size(i));
      result.contained_j.push_back(shared(i, j) / size(j));
    }
  }
  result.leader.assign(order.size(), -1);
  for (const auto i : order) {
    if (result.leader[static_cast<std::size_t>(i)] >= 0) continue;
    result.leader[static_cast<std::size_t>(i)] = i;
    for (Index j = 0; j < sets.size(); ++j) {
      auto& leader = result.leader[static_cast<std::size_t>(j)];
      if (leader < 0 && !sets[i].empty() && !sets[j].empty() && jaccard(i, j) >= min_overlap) {
        leader = i;
      }
    }
  }
  return result;
}

}  // namespace broadsheet::reference
