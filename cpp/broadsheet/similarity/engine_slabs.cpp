// SPDX-License-Identifier: Apache-2.0
// Which of an engine's rows are ready at a time.
#include <algorithm>
#include <ranges>

#include "broadsheet/similarity/engine.hpp"

namespace broadsheet::similarity {
namespace {

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
        (std::int64_t{matrix.n_rows()} + rows_per_piece - 1) / rows_per_piece, run,
        [&](std::int64_t p, base::Checkpoint&) {
          const auto first = static_cast<Index>(p * rows_per_piece);
          const Index last = first + std::min<Index>(rows_per_piece, matrix.n_rows() - first);
          for (auto i = first; i < last; ++i) {
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
  return std::min<Index>(last_, first + static_cast<Index>(x_slab_size(first).n_rows));
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
    const Range rows{i, std::min<Index>(last_, i + static_cast<Index>(size.n_rows))};
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

template std::size_t Engine<float>::least_bytes() const;
template std::size_t Engine<double>::least_bytes() const;
template void Engine<float>::allow(std::size_t bytes, const base::Run& run);
template void Engine<double>::allow(std::size_t bytes, const base::Run& run);
template void Engine<float>::share_bytes(const base::Run& run);
template void Engine<double>::share_bytes(const base::Run& run);
template void Engine<float>::count_rare(const base::Run& run);
template void Engine<double>::count_rare(const base::Run& run);
template SlabSize Engine<float>::size_of(std::span<const Index> order,
                                         const std::vector<Index>& rare) const;
template SlabSize Engine<double>::size_of(std::span<const Index> order,
                                          const std::vector<Index>& rare) const;
template SlabSize Engine<float>::x_slab_size(Index first) const;
template SlabSize Engine<double>::x_slab_size(Index first) const;
template SlabSize Engine<float>::y_slab_size(Range rows, std::size_t x_bytes) const;
template SlabSize Engine<double>::y_slab_size(Range rows, std::size_t x_bytes) const;
template Index Engine<float>::slab_end(Index first) const;
template Index Engine<double>::slab_end(Index first) const;
template void Engine<float>::make_x_slab(Index first, const base::Run& run);
template void Engine<double>::make_x_slab(Index first, const base::Run& run);
template void Engine<float>::make_y_slab(Range rows, const base::Run& run);
template void Engine<double>::make_y_slab(Range rows, const base::Run& run);
template void Engine<float>::release();
template void Engine<double>::release();
template Engine<float>::Cost Engine<float>::cost() const;
template Engine<double>::Cost Engine<double>::cost() const;

}  // namespace broadsheet::similarity
