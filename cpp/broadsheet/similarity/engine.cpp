// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/engine.hpp"

#include <cmath>

#include "broadsheet/similarity/choose_split.hpp"
#include "broadsheet/similarity/products.hpp"
#include "broadsheet/similarity/ranked_terms.hpp"

namespace broadsheet::similarity {
namespace {

constexpr Index usual_tile_rows = 1024;  // a block's estimates: half of an L2 cache
constexpr Index least_tile_rows = 64;

// Where scores over the scale stay well within single precision.
bool is_usable(double longest) { return longest > 0x1p-30 && longest < 0x1p30; }

}  // namespace

template <class T>
Engine<T>::Engine(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                  const EngineOptions& options, const base::Run& run)
    : x_{x, Extent::of(x, run)},
      y_(y_or_self == nullptr ? x_ : Operand<T>{*y_or_self, Extent::of(*y_or_self, run)}),
      filter_(options.filter),
      memory_(options.memory),
      verifies_(options.min_score.has_value()),
      // Under a window pairs out of reach are never scored, which no exhaustive join knows how to
      // do.
      usable_(is_usable(x_.extent.longest) && is_usable(y_.extent.longest) &&
              (filter_.window || !few_share_terms(x, y_or_self, y_frequencies_, run))),
      positions_(n_x(), n_y(), y_or_self == nullptr, filter_, run),
      slabs_(x_, y_, positions_, memory_.most_rows) {
  if (usable_) {
    y_frequencies_ = DocumentFrequencies();  // most often nothing asks again
    split_ = choose_split(x, y_or_self, x_.extent.longest, y_.extent.longest, options.dense_from,
                          options.min_score, run);
  }
  cut_tiles(options.tile_rows, run.n_threads);
}

// Small enough for a row's estimates to stay in cache, but not so small that a tile's offsets, one
// a rare term, outweigh its postings; and all threads' estimates within a quarter of the memory.
template <class T>
void Engine<T>::cut_tiles(Index most_rows, int n_threads) {
  const auto entries = static_cast<double>(split_.n_rare_entries) + 1.0;
  const auto least =
      static_cast<double>(n_y()) * static_cast<double>(split_.n_rare) / (2.0 * entries);
  tile_rows_ =
      std::min(most_rows, std::max(usual_tile_rows, static_cast<Index>(std::min(least, 0x1p20))));
  n_threads_ = n_threads;
  const auto quarter = memory_.bytes / 4;
  const auto takes = [&] { return scratch_bytes() * static_cast<std::size_t>(n_threads_); };
  while (tile_rows_ > least_tile_rows && takes() > quarter)
    tile_rows_ = std::max<Index>(tile_rows_ / 2, least_tile_rows);
  while (n_threads_ > 1 && takes() > quarter) --n_threads_;
  slabs_.make_with(SlabMaker(split_, tile_rows_, n_threads_));
}

// A thread's estimates, cuts, and what Eigen packs.
template <class T>
std::size_t Engine<T>::scratch_bytes() const {
  const auto rows = static_cast<std::size_t>(tile_rows_);
  const auto packed = (rows + block_rows) * static_cast<std::size_t>(split_.n_dense);
  return sizeof(float) * (rows * (block_rows + 1) + packed) + (std::size_t{1} << 16);
}

template <class T>
const DocumentFrequencies& Engine<T>::y_frequencies(const base::Run& run) {
  if (y_frequencies_.n_cols() != n_cols()) y_frequencies_ = DocumentFrequencies(y_.matrix, run);
  return y_frequencies_;
}

template <class T>
void Engine<T>::leave(std::size_t bytes) {
  const auto needed = memory_.spent + fixed_bytes() + least_bytes() + bytes;
  if (memory_.bytes >= needed) return;
  tile_rows_ = std::min(tile_rows_, least_tile_rows);
  n_threads_ = 1;
  slabs_.make_with(SlabMaker(split_, tile_rows_, n_threads_));
}

template <class T>
std::size_t Engine<T>::fixed_bytes() const {
  const auto n_rows = static_cast<std::size_t>(n_x()) + static_cast<std::size_t>(n_y());
  // Places of terms, or how frequent they are; both where some rows may be left to be searched by
  // all their terms.
  const std::size_t column_arrays = usable_ && !positive() ? 2 : 1;
  const auto verifier = verifies_ ? static_cast<std::size_t>(n_cols()) * sizeof(double) : 0;
  return (scratch_bytes() + verifier) * static_cast<std::size_t>(n_threads_) +
         sizeof(Index) * (3 * n_rows + column_arrays * static_cast<std::size_t>(n_cols()));
}

template <class T>
std::size_t Engine<T>::least_bytes() const {
  const auto splitting = static_cast<std::size_t>(n_cols()) * RankedTerms::column_bytes;
  return usable_ ? std::max(splitting, slabs_.least_bytes()) : splitting;
}

template <class T>
void Engine<T>::choose(Index first, Index last, Visits visits, const base::Run& run) {
  const bool stay = positions_.choose(first, last, visits, run);
  if (usable_) slabs_.follow(stay, run);
}

// Tile by tile, so that the blocks that meet it find its postings in cache.
template <class T>
std::vector<typename Engine<T>::TileTasks> Engine<T>::tasks_of(const Meeting& meeting) const {
  std::vector<TileTasks> tasks;
  std::int64_t end = 0;
  for (const auto& tile : meeting.y.tiles) {
    const auto of_y = rows_of(meeting, tile);
    auto rows = meeting.rows;
    if (meeting.later_only) rows.last = std::min(rows.last, of_y.last);
    if (rows.first < rows.last) rows = positions_.x_in_reach(rows, of_y);
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
  const auto of_y = rows_of(meeting, tile);
  auto scored = of_y;
  if (meeting.later_only) scored.first = std::max<Index>(scored.first, meeting.x.first + first + 1);
  if (scored.first < scored.last) {
    const Range rows{std::max<Index>(meeting.rows.first, meeting.x.first + first),
                     std::min<Index>(meeting.rows.last, meeting.x.first + last)};
    scored = positions_.y_in_reach(scored, rows);
  }
  return {first, last, tile,
          Columns{static_cast<Index>(scored.first - of_y.first),
                  static_cast<Index>(scored.last - of_y.first)}};
}

// How much of the visit is done before position i.
template <class T>
std::int64_t Engine<T>::thousandths(Index i) const {
  const auto left = [&](Index row) {
    const auto rows = static_cast<double>((symmetric() ? n_y() : last()) - row);
    return symmetric() ? rows * rows : rows;
  };
  const auto all = left(first()) - left(last());
  return all > 0.0 ? std::llround(base::Share::whole * (left(first()) - left(i)) / all)
                   : base::Share::whole;
}

template class Engine<float>;
template class Engine<double>;

}  // namespace broadsheet::similarity
