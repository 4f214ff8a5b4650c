// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/engine.hpp"

#include <numeric>
#include <ranges>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

constexpr Index most_tile_rows = 1024;  // a block's estimates: half of an L2 cache
constexpr std::size_t dense_bytes = std::size_t{1} << 27;

// Of the squared weights that may be bounded only, as a share of the threshold: what is left must
// still tell most pairs from those that reach it.
constexpr double bound_share = 0.6;

// Rows in the order in which they are joined.
std::vector<Index> order_of(Index n_rows, std::span<const Timestamp> times, const base::Run& run) {
  std::vector<Index> order(static_cast<std::size_t>(n_rows));
  std::iota(order.begin(), order.end(), 0);
  if (!times.empty()) {
    base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
      base::Steps steps(checkpoint);
      std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        steps();
        return times[static_cast<std::size_t>(a)] < times[static_cast<std::size_t>(b)];
      });
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
      filter_(options.filter) {
  const auto x_extent = Extent::of(x_, run);
  const auto y_extent = self_ ? x_extent : Extent::of(y_, run);
  usable_ = is_usable(x_extent.longest) && is_usable(y_extent.longest);
  if (!usable_) return;
  positive_ = x_extent.positive && y_extent.positive;
  scale_ = x_extent.longest * y_extent.longest;

  const bool window = filter_.window.has_value();
  x_order_ = order_of(x_.n_rows(), window ? filter_.x_times : std::span<const Timestamp>{}, run);
  if (!self_) {
    y_order_ = order_of(y_.n_rows(), window ? filter_.y_times : std::span<const Timestamp>{}, run);
  }
  const auto n_rows = x_order_.size() + y_order_.size();
  SplitOptions how;
  how.dense_from = options.dense_from;
  how.most_dense = static_cast<Index>(
      std::min<std::size_t>(dense_bytes / sizeof(float) / std::max<std::size_t>(n_rows, 1),
                            static_cast<std::size_t>(how.most_dense)));
  if (options.min_score) how.bound_mass = bound_share * std::min(*options.min_score / scale_, 1.0);
  const auto split = Split::of(y_, y_extent.longest, how, run);
  bounds_ = split.n_bound > 0;
  x_rows_ = SplitRows::of(x_, std::span<const Index>(x_order_), split, x_extent.longest, run);
  if (!self_) {
    y_rows_ = SplitRows::of(y_, std::span<const Index>(y_order_), split, y_extent.longest, run);
  }
  tiles_ = inverted_index(y_rows().rare.view(), tile_rows(options.tile_rows), run);
  x_terms_ = BlockTerms(x_rows_.rare.view(), run);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& c) { make_tasks(c); });
}

// Small enough for a row's estimates to stay in cache, but not so small that a tile's offsets, one
// a rare term, outweigh its postings.
template <class T>
Index Engine<T>::tile_rows(Index most) const {
  const auto& rare = y_rows().rare;
  const auto entries = static_cast<double>(rare.indices.size()) + 1.0;
  const auto least =
      static_cast<double>(rare.n_rows()) * static_cast<double>(rare.n_cols) / (2.0 * entries);
  const auto enough = std::max(static_cast<double>(most_tile_rows), least);
  return static_cast<Index>(std::min(static_cast<double>(most), enough));
}

// Tile by tile, so that the blocks that meet it find its postings in cache.
template <class T>
void Engine<T>::make_tasks(base::Checkpoint& checkpoint) {
  base::Pace pace(checkpoint);
  for (std::size_t t = 0; t < tiles_.size(); ++t) {
    const auto end = self_ ? tiles_[t].first_row + tiles_[t].n_rows : x_.n_rows();
    for (Offset block = 0; block * block_rows < end; ++block) {  // no Index beyond the last row
      const auto first = static_cast<Index>(block * block_rows);
      const auto columns = in_reach(first, tiles_[t]);
      pace.count(1);
      if (columns.begin < columns.end) tasks_.push_back({first, t, columns});
    }
  }
}

// Which of the tile's rows any of the block's may be a pair with.
template <class T>
Columns Engine<T>::in_reach(Index first, const Tile<float>& tile) const {
  Columns columns{self_ ? std::max<Index>(0, first + 1 - tile.first_row) : 0, tile.n_rows};
  if (!filter_.window) return columns;
  const auto x_time = [&](Index i) { return filter_.x_times[static_cast<std::size_t>(x_row(i))]; };
  const auto y_time = [&](Index row) {
    return filter_.y_times[static_cast<std::size_t>(y_row(tile.first_row + row))];
  };
  const auto earliest = x_time(first);
  const auto latest = x_time(first + std::min<Index>(block_rows, x_.n_rows() - first) - 1);
  // Rows stand in order of time: two cuts.
  const auto cut = [&](auto&& is_before) {
    const std::ranges::iota_view<Index, Index> rows(columns.begin,
                                                    std::max(columns.begin, columns.end));
    return *std::ranges::partition_point(rows, is_before);
  };
  columns.begin = cut([&](Index row) {
    return y_time(row) < earliest && distance(y_time(row), earliest) > *filter_.window;
  });
  columns.end = cut([&](Index row) {
    return y_time(row) <= latest || distance(y_time(row), latest) <= *filter_.window;
  });
  return columns;
}

template class Engine<float>;
template class Engine<double>;

}  // namespace broadsheet::similarity
