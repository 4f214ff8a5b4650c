// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/join_slabs.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "broadsheet/base/parallel.hpp"

namespace broadsheet::similarity {
namespace {

// Rows on the average and the longest row: what a slab must at least take.
template <class T>
std::array<SlabSize, 2> least_sizes(const Operand<T>& operand) {
  const auto n_rows = static_cast<std::size_t>(operand.matrix.n_rows());
  if (n_rows == 0) return {};
  const auto some = std::min<std::size_t>(n_rows, BlockTerms::block_rows);
  return {SlabSize{some, operand.matrix.indices.size() * some / n_rows + 1},
          SlabSize{1, static_cast<std::size_t>(operand.extent.most_entries)}};
}

template <class T, class Bytes>
std::size_t least_of(const Operand<T>& operand, const Bytes& bytes) {
  const auto [average, longest] = least_sizes(operand);
  return std::max(bytes(average), bytes(longest));
}

// Of each row, its entries of rare terms.
template <class T>
std::vector<Index> rare_entries(const sparse::CsrView<T>& matrix, const Split& split,
                                const base::Run& run) {
  constexpr Index rows_per_piece = 256;
  std::vector<Index> result(static_cast<std::size_t>(matrix.n_rows()));
  base::parallel_for(
      (std::int64_t{matrix.n_rows()} + rows_per_piece - 1) / rows_per_piece, run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        const auto first = static_cast<Index>(p * rows_per_piece);
        const Index last = first + std::min<Index>(rows_per_piece, matrix.n_rows() - first);
        for (auto i = first; i < last; ++i) {
          checkpoint();
          result[static_cast<std::size_t>(i)] = static_cast<Index>(std::ranges::count_if(
              matrix.row(i).columns, [&](Index term) { return split.is_rare(term); }));
        }
      });
  return result;
}

}  // namespace

template <class T>
std::size_t JoinSlabs<T>::least_bytes() const {
  const auto side = positions_.self() ? Side::both : Side::x;
  const auto preparing = least_of(x_, [&](const auto& s) { return maker_.preparing(s, side); });
  const auto x_bytes = least_of(x_, [&](const auto& s) { return maker_.resident(s, side); });
  const auto y_bytes = least_of(y_, [&](const auto& s) { return maker_.preparing(s, Side::y); });
  return std::max(preparing, x_bytes + y_bytes);
}

// Until entries of rare terms are counted, those of all terms of x, unless it is y: of y they are
// known.
template <class T>
SlabSize JoinSlabs<T>::all_x() const {
  if (positions_.self()) return all_y();
  SlabSize size{static_cast<std::size_t>(x_.matrix.n_rows()), x_.matrix.indices.size()};
  if (x_rare_.empty()) return size;
  size.n_rare = 0;
  for (const auto rare : x_rare_) size.n_rare += static_cast<std::size_t>(rare);
  return size;
}

template <class T>
SlabSize JoinSlabs<T>::all_y() const {
  return {static_cast<std::size_t>(y_.matrix.n_rows()),
          static_cast<std::size_t>(maker_.split().n_rare_entries)};
}

// The most that all rows take at once.
template <class T>
std::size_t JoinSlabs<T>::whole_bytes(Side side) const {
  const auto x = all_x();
  const auto y_bytes = positions_.self() ? 0 : maker_.preparing(all_y(), Side::y);
  return std::max(maker_.preparing(x, side), maker_.resident(x, side) + y_bytes);
}

template <class T>
bool JoinSlabs<T>::all_fit() const {
  return std::max(x_.matrix.n_rows(), y_.matrix.n_rows()) <= most_rows_ &&
         whole_bytes(positions_.self() ? Side::both : Side::x) <= bytes_;
}

template <class T>
void JoinSlabs<T>::allow(std::size_t bytes, const base::Run& run) {
  bytes_ = bytes;
  whole_ = all_fit();
  if (whole_) return;
  share_bytes(run);
  if (!positions_.self()) whole_ = all_fit();  // of x, fewer entries than those of all terms
}

template <class T>
void JoinSlabs<T>::follow(bool stay, const base::Run& run) {
  if (!stay) release();
  // All would fit, but not in this order.
  if (!whole() && y_rare_.empty()) share_bytes(run);
}

// How slabs of x and of y share their bytes: the fewer slabs x has, the less often y is made ready.
template <class T>
void JoinSlabs<T>::share_bytes(const base::Run& run) {
  count_rare(run);
  const auto side = positions_.self() ? Side::both : Side::x;
  const auto x_least = least_of(x_, [&](const auto& s) { return maker_.preparing(s, side); });
  y_least_ = least_of(y_, [&](const auto& s) { return maker_.preparing(s, Side::y); });
  const auto y_bytes = maker_.preparing(all_y(), Side::y);
  y_fits_ =
      y_bytes <= bytes_ / 2 && x_least + y_bytes <= bytes_ && most_rows_ >= y_.matrix.n_rows();
  y_bytes_ = y_fits_ ? y_bytes : std::max(bytes_ / 4, y_least_);
}

template <class T>
void JoinSlabs<T>::count_rare(const base::Run& run) {
  if (!y_rare_.empty()) return;
  if (!positions_.self()) x_rare_ = rare_entries(x_.matrix, maker_.split(), run);
  y_rare_ = rare_entries(y_.matrix, maker_.split(), run);
}

// Of the slab of x that begins at a position. It may end behind what is chosen, where positions
// stay.
template <class T>
SlabSize JoinSlabs<T>::x_slab_size(Index first) const {
  const auto ready = bytes_ - (positions_.symmetric() ? std::max(bytes_ / 4, y_least_) : y_bytes_);
  const auto preparing = bytes_ - (y_stays() ? y_bytes_ : 0);
  const auto order = positions_.x_from(first);
  SlabSize size;
  for (const auto row : order.first(std::min(order.size(), static_cast<std::size_t>(most_rows_)))) {
    auto next = size;
    next.add(static_cast<std::size_t>(x_rare()[static_cast<std::size_t>(row)]));
    const bool fits =
        maker_.resident(next, x_side()) <= ready && maker_.preparing(next, x_side()) <= preparing;
    if (!fits && size.n_rows > 0) break;
    size = next;
  }
  return size;
}

// Of the slab of y that begins with `rows`, beside one of x of so many bytes.
template <class T>
SlabSize JoinSlabs<T>::y_slab_size(Range rows, std::size_t x_bytes) const {
  if (y_stays()) return all_y();
  SlabSize size;
  for (auto j = rows.first; j < rows.last && static_cast<Index>(size.n_rows) < most_rows_; ++j) {
    auto next = size;
    next.add(static_cast<std::size_t>(y_rare_[static_cast<std::size_t>(positions_.y_row(j))]));
    if (x_bytes + maker_.preparing(next, Side::y) > bytes_ && size.n_rows > 0) break;
    size = next;
  }
  return size;
}

template <class T>
Index JoinSlabs<T>::end(Index first) const {
  const auto last = positions_.last();
  if (whole()) return last;
  if (x_slab_.holds(first)) return std::min(last, x_slab_.last);
  return std::min<Index>(last, first + static_cast<Index>(x_slab_size(first).n_rows));
}

template <class T>
const Slab& JoinSlabs<T>::x_slab(Index first, const base::Run& run) {
  if (x_slab_.holds(first)) return x_slab_;
  x_slab_ = Slab();
  if (!y_stays()) y_slab_ = Slab();
  const auto scale = x_.extent.longest;
  if (whole()) {
    x_slab_ = maker_.make(x_.matrix, 0, positions_.all_x(), scale, x_side(), run);
    return x_slab_;
  }
  const auto size = x_slab_size(first);
  x_slab_ = maker_.make(x_.matrix, first, positions_.x_from(first).first(size.n_rows), scale,
                        x_side(), run);
  x_slab_bytes_ = maker_.resident(size, x_side());
  return x_slab_;
}

template <class T>
const Slab& JoinSlabs<T>::y_slab(Range rows, const base::Run& run) {
  if (y_stays() && y_slab_.holds(rows.first)) return y_slab_;
  y_slab_ = Slab();
  const auto order = positions_.all_y();
  const auto scale = y_.extent.longest;
  if (y_stays()) {
    y_slab_ = maker_.make(y_.matrix, 0, order, scale, Side::y, run);
    return y_slab_;
  }
  const auto size = y_slab_size(rows, x_slab_bytes_);
  y_slab_ = maker_.make(y_.matrix, rows.first,
                        order.subspan(static_cast<std::size_t>(rows.first), size.n_rows), scale,
                        Side::y, run);
  return y_slab_;
}

template <class T>
void JoinSlabs<T>::release() {
  x_slab_ = Slab();
  y_slab_ = Slab();
}

template <class T>
SlabCost JoinSlabs<T>::cost() const {
  if (whole()) return {1, positions_.self() ? Index{0} : Index{1}, whole_bytes(x_side())};
  SlabCost cost;
  for (auto i = positions_.first(); i < positions_.last();) {
    const auto size = x_slab_size(i);
    const auto end = static_cast<Index>(i + static_cast<Index>(size.n_rows));
    const Range rows{i, std::min(positions_.last(), end)};
    const auto x_bytes = maker_.resident(size, x_side());
    const auto kept = y_stays() ? y_bytes_ : 0;
    cost.bytes = std::max(cost.bytes, maker_.preparing(size, x_side()) + kept);
    ++cost.x_slabs;
    auto reach = positions_.y_meeting(rows);
    if (positions_.symmetric()) reach.first = end;
    while (reach.first < reach.last) {
      const auto y_size = y_slab_size(reach, x_bytes);
      cost.bytes = std::max(cost.bytes, x_bytes + maker_.preparing(y_size, Side::y));
      if (!y_stays() || cost.y_slabs == 0) ++cost.y_slabs;
      reach.first += static_cast<Index>(y_size.n_rows);
    }
    i = rows.last;
  }
  return cost;
}

template class JoinSlabs<float>;
template class JoinSlabs<double>;

}  // namespace broadsheet::similarity
