// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/engine.hpp"

#include <cmath>
#include <numeric>
#include <ranges>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/similarity/choose_split.hpp"
#include "broadsheet/similarity/products.hpp"

namespace broadsheet::similarity {
namespace {

constexpr Index most_tile_rows = 1024;  // a block's estimates: half of an L2 cache
constexpr Index least_tile_rows = 64;

// Rows [first, last) in the order in which they are joined.
std::vector<Index> order_of(Index first, Index last, std::span<const Timestamp> times,
                            const base::Run& run) {
  std::vector<Index> order(static_cast<std::size_t>(last - first));
  std::iota(order.begin(), order.end(), first);
  const auto is_before = [&](Index a, Index b) {
    return times[static_cast<std::size_t>(a)] < times[static_cast<std::size_t>(b)];
  };
  if (!times.empty() && !std::is_sorted(order.begin(), order.end(), is_before)) {
    base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
      base::sort(order.begin(), order.end(), checkpoint,
                 [&](Index a, Index b) { return is_before(a, b) || (!is_before(b, a) && a < b); });
    });
  }
  return order;
}

// Where scores over the scale stay well within single precision.
bool is_usable(double longest) { return longest > 0x1p-30 && longest < 0x1p30; }

}  // namespace

template <class T>
Engine<T>::Engine(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                  const EngineOptions& options, const base::Run& run)
    : x_(x),
      y_(y_or_self == nullptr ? x : *y_or_self),
      self_(y_or_self == nullptr),
      filter_(options.filter),
      memory_(options.memory) {
  const auto x_extent = Extent::of(x_, run);
  const auto y_extent = self_ ? x_extent : Extent::of(y_, run);
  // Under a window pairs out of reach are never scored, which no exhaustive join knows how to do.
  usable_ = is_usable(x_extent.longest) && is_usable(y_extent.longest) &&
            (filter_.window || !few_share_terms(x_, y_or_self, run));
  verifies_ = options.min_score.has_value();
  positive_ = x_extent.positive && y_extent.positive;
  x_scale_ = x_extent.longest;
  y_scale_ = y_extent.longest;

  const bool window = filter_.window.has_value();
  const std::span<const Timestamp> untimed;
  y_order_ = order_of(0, n_y(), window ? filter_.y_times : untimed, run);
  if (!self_) x_all_ = order_of(0, n_x(), window ? filter_.x_times : untimed, run);
  in_row_order_ = std::ranges::is_sorted(base_order());
  if (usable_) {
    split_ =
        choose_split(x_, y_or_self, x_scale_, y_scale_, options.dense_from, options.min_score, run);
  }
  set_tile_rows(options, run.n_threads);
  x_order_ = base_order();
  last_ = n_x();
}

// Small enough for a row's estimates to stay in cache, but not so small that a tile's offsets, one
// a rare term, outweigh its postings; and all threads' estimates within a quarter of the memory.
template <class T>
void Engine<T>::set_tile_rows(const EngineOptions& options, int n_threads) {
  const auto entries = static_cast<double>(split_.n_rare_entries) + 1.0;
  const auto least =
      static_cast<double>(n_y()) * static_cast<double>(split_.n_rare) / (2.0 * entries);
  auto tile_rows = std::min(options.tile_rows,
                            std::max(most_tile_rows, static_cast<Index>(std::min(least, 0x1p20))));
  n_threads_ = n_threads;
  const auto quarter = memory_.bytes / 4;
  const auto takes = [&](Index rows) {
    return scratch_bytes(rows) * static_cast<std::size_t>(n_threads_);
  };
  while (tile_rows > least_tile_rows && takes(tile_rows) > quarter)
    tile_rows = std::max<Index>(tile_rows / 2, least_tile_rows);
  while (n_threads_ > 1 && takes(tile_rows) > quarter) --n_threads_;
  maker_ = SlabMaker(split_, tile_rows, n_threads_);
}

// A thread's estimates, cuts, and what Eigen packs.
template <class T>
std::size_t Engine<T>::scratch_bytes(Index tile_rows) const {
  const auto rows = static_cast<std::size_t>(tile_rows);
  const auto packed = (rows + block_rows) * static_cast<std::size_t>(split_.n_dense);
  return sizeof(float) * (rows * (block_rows + 1) + packed) + (std::size_t{1} << 16);
}

template <class T>
void Engine<T>::leave(std::size_t bytes) {
  const auto needed = memory_.spent + fixed_bytes() + least_bytes() + bytes;
  if (memory_.bytes >= needed) return;
  maker_ = SlabMaker(split_, std::min(maker_.tile_rows(), least_tile_rows), n_threads_);
  n_threads_ = 1;
}

template <class T>
std::size_t Engine<T>::fixed_bytes() const {
  const auto n_rows = static_cast<std::size_t>(n_x()) + static_cast<std::size_t>(n_y());
  const auto verifier = verifies_ ? static_cast<std::size_t>(n_cols()) * sizeof(double) : 0;
  return (scratch_bytes(maker_.tile_rows()) + verifier) * static_cast<std::size_t>(n_threads_) +
         sizeof(Index) * (3 * n_rows + static_cast<std::size_t>(y_.n_cols));
}

template <class T>
void Engine<T>::choose(Index first, Index last, Visits visits, const base::Run& run) {
  const bool keeps = in_row_order_ || (first == 0 && last == n_x());
  if (!keeps || !keeps_positions_ || visits != visits_) release();
  keeps_positions_ = keeps;
  visits_ = visits;
  first_ = first;
  last_ = last;
  if (keeps) {
    x_order_ = base_order().subspan(static_cast<std::size_t>(first),
                                    static_cast<std::size_t>(last - first));
  } else {
    chosen_ = order_of(first, last, filter_.x_times, run);
    x_order_ = chosen_;
  }
  if (usable_ && !whole() && y_rare_.empty())
    share_bytes(run);  // all would fit, but not in this order
}

// Under a window, what any row of x may be a pair with; else all of y. In a symmetric join from the
// rows on.
template <class T>
Range Engine<T>::y_in_reach(Range x_rows) const {
  Range rows{symmetric() ? x_rows.first : 0, n_y()};
  if (!filter_.window) return rows;
  return in_reach(rows, y_time(), x_time()(x_rows.first), x_time()(x_rows.last - 1),
                  *filter_.window);
}

// Tile by tile, so that the blocks that meet it find its postings in cache.
template <class T>
std::vector<typename Engine<T>::TileTasks> Engine<T>::tasks_of(const Meeting& meeting) const {
  std::vector<TileTasks> tasks;
  std::int64_t end = 0;
  for (const auto& tile : meeting.y.tiles) {
    const auto tile_first = meeting.y.first + tile.first_row;
    const auto tile_last = tile_first + tile.n_rows;
    auto rows = meeting.rows;
    if (meeting.later_only) rows.last = std::min<Index>(rows.last, tile_last);
    if (filter_.window && rows.first < rows.last) {
      rows =
          in_reach(rows, x_time(), y_time()(tile_first), y_time()(tile_last - 1), *filter_.window);
    }
    const auto first_block = (rows.first - meeting.x.first) / block_rows;
    if (rows.first < rows.last)
      end += (rows.last - meeting.x.first - 1) / block_rows + 1 - first_block;
    tasks.push_back({first_block, end});
  }
  return tasks;
}

template <class T>
typename Engine<T>::Task Engine<T>::task_of(const Meeting& meeting,
                                            std::span<const TileTasks> tasks,
                                            std::int64_t t) const {
  const auto found = std::ranges::upper_bound(tasks, t, {}, &TileTasks::end);
  const auto number = static_cast<std::size_t>(found - tasks.begin());
  const auto before = number == 0 ? 0 : tasks[number - 1].end;
  const auto& tile = meeting.y.tiles[number];
  const auto first = static_cast<Index>((found->first_block + t - before) * block_rows);
  const Index left = meeting.x.last - meeting.x.first - first;
  const Index last = first + std::min(block_rows, left);  // no Index beyond the last row
  Columns columns{meeting.later_only ? std::max<Index>(0, first + 1 - tile.first_row) : Index{0},
                  tile.n_rows};
  if (filter_.window && columns.begin < columns.end) {
    const auto tile_first = meeting.y.first + tile.first_row;
    const auto i = std::max<Index>(meeting.rows.first, meeting.x.first + first);
    const auto end = std::min<Index>(meeting.rows.last, meeting.x.first + last);
    const Range scored{static_cast<Index>(tile_first + columns.begin),
                       static_cast<Index>(tile_first + columns.end)};
    const auto rows = in_reach(scored, y_time(), x_time()(i), x_time()(end - 1), *filter_.window);
    columns.begin = rows.first - tile_first;
    columns.end = rows.last - tile_first;
  }
  return {first, last, tile, columns};
}

// How much of the visit is done before position i.
template <class T>
std::int64_t Engine<T>::thousandths(Index i) const {
  const auto left = [&](Index row) {
    const auto rows = static_cast<double>((symmetric() ? n_y() : last_) - row);
    return symmetric() ? rows * rows : rows;
  };
  const auto all = left(first_) - left(last_);
  return all > 0.0 ? std::llround(base::Share::whole * (left(first_) - left(i)) / all)
                   : base::Share::whole;
}

template class Engine<float>;
template class Engine<double>;

}  // namespace broadsheet::similarity
