// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/engine.hpp"

#include <cmath>
#include <numeric>
#include <ranges>

namespace broadsheet::similarity {
namespace {

constexpr Index most_tile_rows = 1024;  // a block's estimates: half of an L2 cache
constexpr Index least_tile_rows = 64;

// Of the squared weights that may be bounded only, as a share of the threshold: what is left must
// still tell most pairs from those that reach it.
constexpr double bound_share = 0.6;

// Rows [first, last) in the order in which they are joined.
std::vector<Index> order_of(Index first, Index last, std::span<const Timestamp> times) {
  std::vector<Index> order(static_cast<std::size_t>(last - first));
  std::iota(order.begin(), order.end(), first);
  const auto is_before = [&](Index a, Index b) {
    return times[static_cast<std::size_t>(a)] < times[static_cast<std::size_t>(b)];
  };
  if (!times.empty() && !std::is_sorted(order.begin(), order.end(), is_before)) {
    std::sort(order.begin(), order.end(),
              [&](Index a, Index b) { return is_before(a, b) || (!is_before(b, a) && a < b); });
  }
  return order;
}

// Where scores over the scale stay well within single precision.
bool is_usable(double longest) { return longest > 0x1p-30 && longest < 0x1p30; }

// Rows on the average and the longest row: what a slab must at least take.
template <class T>
std::vector<SlabSize> least_sizes(const sparse::CsrView<T>& matrix) {
  const auto n_rows = static_cast<std::size_t>(matrix.n_rows());
  if (n_rows == 0) return {{}};
  std::size_t longest = 0;
  for (Index i = 0; i < matrix.n_rows(); ++i) longest = std::max(longest, matrix.row(i).size());
  const auto some = std::min<std::size_t>(n_rows, BlockTerms::block_rows);
  return {{some, matrix.indices.size() * some / n_rows + 1}, {1, longest}};
}

template <class Bytes>
std::size_t most(const std::vector<SlabSize>& sizes, const Bytes& bytes) {
  std::size_t result = 0;
  for (const auto& size : sizes) result = std::max(result, bytes(size));
  return result;
}

}  // namespace

template <class T>
Engine<T>::Engine(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                  const EngineOptions& options, int n_threads)
    : x_(x),
      y_(y_or_self == nullptr ? x : *y_or_self),
      self_(y_or_self == nullptr),
      filter_(options.filter),
      memory_(options.memory) {
  const auto x_extent = Extent::of(x_);
  const auto y_extent = self_ ? x_extent : Extent::of(y_);
  usable_ = is_usable(x_extent.longest) && is_usable(y_extent.longest);
  positive_ = x_extent.positive && y_extent.positive;
  x_scale_ = x_extent.longest;
  y_scale_ = y_extent.longest;

  const bool window = filter_.window.has_value();
  const std::span<const Timestamp> untimed;
  y_order_ = order_of(0, n_y(), window ? filter_.y_times : untimed);
  if (!self_) x_all_ = order_of(0, n_x(), window ? filter_.x_times : untimed);
  in_row_order_ = std::ranges::is_sorted(base_order());
  if (usable_) {
    SplitOptions how;
    how.dense_from = options.dense_from;
    if (options.min_score) {
      how.bound_mass = bound_share * std::min(*options.min_score / scale(), 1.0);
    }
    split_ = Split::of(y_, y_scale_, how);
  }
  set_tile_rows(options, n_threads);
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
    tile_rows = std::max(tile_rows / 2, least_tile_rows);
  while (n_threads_ > 1 && takes(tile_rows) > quarter) --n_threads_;
  maker_ = SlabMaker(split_, tile_rows);
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
  maker_ = SlabMaker(split_, std::min(maker_.tile_rows(), least_tile_rows));
  n_threads_ = 1;
}

template <class T>
std::size_t Engine<T>::fixed_bytes() const {
  const auto n_rows = static_cast<std::size_t>(n_x()) + static_cast<std::size_t>(n_y());
  return scratch_bytes(maker_.tile_rows()) * static_cast<std::size_t>(n_threads_) +
         sizeof(Index) * (3 * n_rows + static_cast<std::size_t>(y_.n_cols));
}

template <class T>
std::size_t Engine<T>::least_bytes() const {
  // Split::of has frequencies, squares and an order of terms.
  const auto splitting = static_cast<std::size_t>(y_.n_cols) * 36;
  if (!usable_) return splitting;
  const auto x_sizes = least_sizes(x_);
  const auto y_sizes = self_ ? x_sizes : least_sizes(y_);
  const auto side = self_ ? Side::both : Side::x;
  const auto preparing = most(x_sizes, [&](const auto& s) { return maker_.preparing(s, side); });
  const auto x_bytes = most(x_sizes, [&](const auto& s) { return maker_.resident(s, side); });
  const auto y_bytes = most(y_sizes, [&](const auto& s) { return maker_.preparing(s, Side::y); });
  return std::max({splitting, preparing, x_bytes + y_bytes});
}

template <class T>
void Engine<T>::allow(std::size_t bytes, const base::Run& run) {
  if (!usable_) return;
  slab_bytes_ = bytes;
  const auto side = self_ ? Side::both : Side::x;
  const SlabSize all_y{static_cast<std::size_t>(n_y()),
                       static_cast<std::size_t>(split_.n_rare_entries)};
  const auto fits = [&](const SlabSize& all_x) {
    if (memory_.most_rows < std::max(n_x(), n_y())) return false;
    const auto y_bytes = self_ ? 0 : maker_.preparing(all_y, Side::y);
    return maker_.preparing(all_x, side) <= bytes &&
           maker_.resident(all_x, side) + y_bytes <= bytes;
  };
  // The entries of all terms of x, where only those of y are known, may be more than those of rare
  // ones.
  whole_ = fits(self_ ? all_y : SlabSize{static_cast<std::size_t>(n_x()), x_.indices.size()});
  if (whole_) return;
  share_bytes(run);
  if (!self_) whole_ = fits(size_of(x_all_, x_rare_));
}

// How slabs of x and of y share their bytes: the fewer slabs x has, the less often y is made ready.
template <class T>
void Engine<T>::share_bytes(const base::Run& run) {
  count_rare(run);
  const auto side = self_ ? Side::both : Side::x;
  x_least_ = most(least_sizes(x_), [&](const auto& s) { return maker_.preparing(s, side); });
  y_least_ = most(least_sizes(y_), [&](const auto& s) { return maker_.preparing(s, Side::y); });
  const SlabSize all_y{static_cast<std::size_t>(n_y()),
                       static_cast<std::size_t>(split_.n_rare_entries)};
  const auto y_bytes = maker_.preparing(all_y, Side::y);
  y_stays_ =
      y_bytes <= slab_bytes_ / 2 && x_least_ + y_bytes <= slab_bytes_ && memory_.most_rows >= n_y();
  y_bytes_ = y_stays_ ? y_bytes : std::max(slab_bytes_ / 4, y_least_);
}

template <class T>
void Engine<T>::count_rare(const base::Run& run) {
  const auto counted = [&](const sparse::CsrView<T>& matrix) {
    constexpr Index rows_per_piece = 256;
    std::vector<Index> result(static_cast<std::size_t>(matrix.n_rows()));
    base::parallel_for(
        (matrix.n_rows() + rows_per_piece - 1) / rows_per_piece, run,
        [&](std::int64_t p, base::Checkpoint&) {
          const auto first = static_cast<Index>(p * rows_per_piece);
          for (auto i = first; i < std::min(matrix.n_rows(), first + rows_per_piece); ++i) {
            result[static_cast<std::size_t>(i)] = static_cast<Index>(std::ranges::count_if(
                matrix.row(i).columns, [&](Index term) { return split_.is_rare(term); }));
          }
        });
    return result;
  };
  y_rare_ = counted(y_);
  if (!self_) x_rare_ = counted(x_);
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
    chosen_ = order_of(first, last, filter_.x_times);
    x_order_ = chosen_;
  }
  if (usable_ && !whole() && y_rare_.empty())
    share_bytes(run);  // all would fit, but not in this order
}

template <class T>
SlabSize Engine<T>::size_of(std::span<const Index> order, const std::vector<Index>& rare) const {
  SlabSize size;
  for (const auto row : order)
    size.add(static_cast<std::size_t>(rare[static_cast<std::size_t>(row)]));
  return size;
}

// Of the slab of x that begins at a position. It may end behind what is chosen, where positions
// stay.
template <class T>
SlabSize Engine<T>::x_slab_size(Index first) const {
  const auto& rare = self_ ? y_rare_ : x_rare_;
  const auto ready = slab_bytes_ - (symmetric() ? std::max(slab_bytes_ / 4, y_least_) : y_bytes_);
  const auto preparing = slab_bytes_ - (stays() ? y_bytes_ : 0);
  const auto order = x_order_from(first);
  SlabSize size;
  for (const auto row :
       order.first(std::min(order.size(), static_cast<std::size_t>(memory_.most_rows)))) {
    auto next = size;
    next.add(static_cast<std::size_t>(rare[static_cast<std::size_t>(row)]));
    const bool fits =
        maker_.resident(next, x_side()) <= ready && maker_.preparing(next, x_side()) <= preparing;
    if (!fits && size.n_rows > 0) break;
    size = next;
  }
  return size;
}

// Of the slab of y that begins with `rows`, beside one of x of so many bytes.
template <class T>
SlabSize Engine<T>::y_slab_size(Range rows, std::size_t x_bytes) const {
  SlabSize size;
  if (stays())
    return {static_cast<std::size_t>(n_y()), static_cast<std::size_t>(split_.n_rare_entries)};
  for (auto j = rows.first; j < rows.last && static_cast<Index>(size.n_rows) < memory_.most_rows;
       ++j) {
    auto next = size;
    next.add(static_cast<std::size_t>(y_rare_[static_cast<std::size_t>(y_row(j))]));
    if (x_bytes + maker_.preparing(next, Side::y) > slab_bytes_ && size.n_rows > 0) break;
    size = next;
  }
  return size;
}

template <class T>
Index Engine<T>::slab_end(Index first) const {
  if (whole()) return last_;
  if (!x_slab_.empty() && x_slab_.first <= first && first < x_slab_.last)
    return std::min(last_, x_slab_.last);
  return std::min(last_, first + static_cast<Index>(x_slab_size(first).n_rows));
}

template <class T>
void Engine<T>::make_x_slab(Index first, const base::Run& run) {
  if (x_slab_.first <= first && first < x_slab_.last) return;
  x_slab_ = Slab();
  if (!stays()) y_slab_ = Slab();
  if (whole()) {
    x_slab_ = maker_.make(x_, 0, base_order(), x_scale_, x_side(), run);
    return;
  }
  const auto size = x_slab_size(first);
  x_slab_ = maker_.make(x_, first, x_order_from(first).first(size.n_rows), x_scale_, x_side(), run);
  x_slab_bytes_ = maker_.resident(size, x_side());
}

template <class T>
void Engine<T>::make_y_slab(Range rows, const base::Run& run) {
  const bool covers = y_slab_.first <= rows.first && rows.first < y_slab_.last;
  if (stays() && covers) return;
  y_slab_ = Slab();
  const std::span<const Index> order(y_order_);
  if (stays()) {
    y_slab_ = maker_.make(y_, 0, order, y_scale_, Side::y, run);
    return;
  }
  const auto size = y_slab_size(rows, x_slab_bytes_);
  y_slab_ =
      maker_.make(y_, rows.first, order.subspan(static_cast<std::size_t>(rows.first), size.n_rows),
                  y_scale_, Side::y, run);
}

template <class T>
void Engine<T>::release() {
  x_slab_ = Slab();
  y_slab_ = Slab();
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
    if (meeting.later_only) rows.last = std::min(rows.last, tile_last);
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
  const auto first = (found->first_block + static_cast<Index>(t - before)) * block_rows;
  const auto last = std::min(first + block_rows, meeting.x.last - meeting.x.first);
  Columns columns{meeting.later_only ? std::max(Index{0}, first + 1 - tile.first_row) : 0,
                  tile.n_rows};
  if (filter_.window && columns.begin < columns.end) {
    const auto tile_first = meeting.y.first + tile.first_row;
    const auto i = std::max(meeting.rows.first, meeting.x.first + first);
    const auto end = std::min(meeting.rows.last, meeting.x.first + last);
    const auto rows = in_reach({tile_first + columns.begin, tile_first + columns.end}, y_time(),
                               x_time()(i), x_time()(end - 1), *filter_.window);
    columns = {rows.first - tile_first, rows.last - tile_first};
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

template <class T>
typename Engine<T>::Cost Engine<T>::cost() const {
  Cost cost;
  const auto& rare = self_ ? y_rare_ : x_rare_;
  if (whole()) {
    const SlabSize all_y{static_cast<std::size_t>(n_y()),
                         static_cast<std::size_t>(split_.n_rare_entries)};
    const auto all_x = self_          ? all_y
                       : rare.empty() ? SlabSize{static_cast<std::size_t>(n_x()), x_.indices.size()}
                                      : size_of(x_all_, x_rare_);
    const auto y_bytes = self_ ? 0 : maker_.preparing(all_y, Side::y);
    const auto bytes =
        std::max(maker_.preparing(all_x, x_side()), maker_.resident(all_x, x_side()) + y_bytes);
    return {1, self_ ? 0 : 1, bytes};
  }
  for (auto i = first_; i < last_;) {
    const auto size = x_slab_size(i);
    const Range rows{i, std::min(last_, i + static_cast<Index>(size.n_rows))};
    const auto x_bytes = maker_.resident(size, x_side());
    const auto kept = stays() ? y_bytes_ : 0;
    cost.bytes = std::max(cost.bytes, maker_.preparing(size, x_side()) + kept);
    ++cost.x_slabs;
    auto reach = y_in_reach(rows);
    if (symmetric()) reach.first = i + static_cast<Index>(size.n_rows);
    while (reach.first < reach.last) {
      const auto y_size = y_slab_size(reach, x_bytes);
      cost.bytes = std::max(cost.bytes, x_bytes + maker_.preparing(y_size, Side::y));
      if (!stays() || cost.y_slabs == 0) ++cost.y_slabs;
      reach.first += static_cast<Index>(y_size.n_rows);
    }
    i = rows.last;
  }
  return cost;
}

template class Engine<float>;
template class Engine<double>;

}  // namespace broadsheet::similarity
