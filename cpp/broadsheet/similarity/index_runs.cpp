// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/index_runs.hpp"

#include <algorithm>
#include <cstdint>

namespace broadsheet::similarity {
namespace {

constexpr Index least_tile_rows = 64;

std::size_t offsets_bytes(Index n_cols) {
  return (static_cast<std::size_t>(n_cols) + 2) * sizeof(Offset);
}

}  // namespace

template <class T>
IndexRuns<T>::IndexRuns(const sparse::CsrView<T>& y, Index tile_rows, std::size_t bytes,
                        Index most_rows, int n_threads)
    : y_(y),
      tile_rows_(std::min(tile_rows, std::max(y.n_rows(), Index{1}))),
      bytes_(bytes),
      most_rows_(most_rows),
      n_threads_(n_threads) {
  const auto sums = [&] {
    return static_cast<std::size_t>(n_threads_) * static_cast<std::size_t>(tile_rows_) *
           sizeof(double);
  };
  while (sums() > bytes / 4 && tile_rows_ > least_tile_rows)
    tile_rows_ = std::max<Index>(tile_rows_ / 2, least_tile_rows);
  while (sums() > bytes / 4 && n_threads_ > 1) --n_threads_;
  bytes_ -= std::min(bytes_, sums());
}

template <class T>
std::size_t IndexRuns<T>::least_bytes(Index n_cols, Index most_entries) {
  return (offsets_bytes(n_cols) + static_cast<std::size_t>(most_entries) * sizeof(Posting<T>) +
          least_tile_rows * sizeof(double)) *
             4 / 3 +
         1;
}

template <class T>
Index IndexRuns<T>::end(Index first) const {
  const auto last =
      static_cast<Index>(std::min<std::int64_t>(y_.n_rows(), std::int64_t{first} + most_rows_));
  std::size_t bytes = 0;
  for (auto j = first; j < last; ++j) {
    if ((j - first) % tile_rows_ == 0) bytes += offsets_bytes(y_.n_cols);
    bytes += y_.row(j).size() * sizeof(Posting<T>);
    if (bytes > bytes_ && j > first) return j;
  }
  return last;
}

template <class T>
std::size_t IndexRuns<T>::bytes(Index first, Index last) const {
  const auto n_rows = static_cast<std::size_t>(last - first);
  const auto tile_rows = static_cast<std::size_t>(tile_rows_);
  const auto n_entries =
      y_.indptr[static_cast<std::size_t>(last)] - y_.indptr[static_cast<std::size_t>(first)];
  return (n_rows + tile_rows - 1) / tile_rows * offsets_bytes(y_.n_cols) +
         static_cast<std::size_t>(n_entries) * sizeof(Posting<T>) +
         static_cast<std::size_t>(n_threads_) * tile_rows * sizeof(double);
}

template <class T>
std::vector<Tile<T>> IndexRuns<T>::tiles(Index first, Index last, const base::Run& run) const {
  auto rows = y_;
  rows.indptr = y_.indptr.subspan(static_cast<std::size_t>(first),
                                  static_cast<std::size_t>(last - first) + 1);
  auto tiles = inverted_index(rows, tile_rows_, run);
  for (auto& tile : tiles) tile.first_row += first;
  return tiles;
}

template class IndexRuns<float>;
template class IndexRuns<double>;

}  // namespace broadsheet::similarity
