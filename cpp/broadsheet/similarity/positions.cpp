// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/positions.hpp"

#include <cstdint>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

// Rows [first, last) by time, then row; without times as they are.
std::vector<Index> order_of(Index first, Index last, std::span<const Timestamp> times,
                            const base::Run& run) {
  const auto n = static_cast<std::size_t>(last - first);
  std::vector<Index> order;
  order.reserve(n);
  const auto is_before = [&](Index a, Index b) {
    return times[static_cast<std::size_t>(a)] < times[static_cast<std::size_t>(b)];
  };
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    bool sorted = true;
    base::for_each_index(n, checkpoint, [&](std::size_t p) {
      const auto row = static_cast<Index>(first + static_cast<Index>(p));
      if (p > 0 && !times.empty()) sorted = sorted && !is_before(row, order.back());
      order.push_back(row);
    });
    if (sorted) return;
    base::sort(order.begin(), order.end(), checkpoint,
               [&](Index a, Index b) { return is_before(a, b) || (!is_before(b, a) && a < b); });
  });
  return order;
}

std::span<const Timestamp> times_of(const PairFilter& filter, std::span<const Timestamp> times) {
  return filter.window ? times : std::span<const Timestamp>();
}

}  // namespace

Positions::Positions(Index n_x, Index n_y, bool self, const PairFilter& filter,
                     const base::Run& run)
    : filter_(filter),
      self_(self),
      y_rows_(order_of(0, n_y, times_of(filter, filter.y_times), run)),
      all_x_(self ? std::vector<Index>() : order_of(0, n_x, times_of(filter, filter.x_times), run)),
      in_row_order_(!filter.window || std::ranges::is_sorted(all_x())),
      last_(n_x),
      x_rows_(all_x()) {}

bool Positions::choose(Index first, Index last, Visits visits, const base::Run& run) {
  const bool among_all =
      in_row_order_ || (first == 0 && static_cast<std::size_t>(last) == all_x().size());
  const bool stay = among_all && among_all_ && visits == visits_;
  among_all_ = among_all;
  visits_ = visits;
  first_ = first;
  last_ = last;
  if (among_all) {
    x_rows_ =
        all_x().subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
  } else {
    chosen_ = order_of(first, last, filter_.x_times, run);
    x_rows_ = chosen_;
  }
  return stay;
}

}  // namespace broadsheet::similarity
