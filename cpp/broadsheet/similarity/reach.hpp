// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <ranges>

#include "broadsheet/base/index.hpp"
#include "broadsheet/similarity/time_kernel.hpp"

namespace broadsheet::similarity {

/// Successive rows: first to last.
struct Range {
  Index first;
  Index last;

  [[nodiscard]] Index size() const { return last - first; }
};

/// Which of `rows`, in order of time, are at most `window` from what lies between two moments.
///
/// @param time_of  (row) -> its time. O(log of the rows).
template <class TimeOf>
[[nodiscard]] Range in_reach(Range rows, const TimeOf& time_of, Timestamp earliest,
                             Timestamp latest, std::uint64_t window) {
  const auto cut = [&](const auto& is_before) {
    const std::ranges::iota_view<Index, Index> all(rows.first, std::max(rows.first, rows.last));
    return *std::ranges::partition_point(all, is_before);
  };
  rows.first = cut([&](Index row) {
    return time_of(row) < earliest && distance(time_of(row), earliest) > window;
  });
  rows.last = cut([&](Index row) {
    return time_of(row) <= latest || distance(time_of(row), latest) <= window;
  });
  return rows;
}

}  // namespace broadsheet::similarity
