// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/inverted_index.hpp"

#include <stdexcept>
#include <string>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

// A counting sort of the entries of rows [first, last) by term; stable, so rows ascend.
template <class T>
Tile<T> index_rows(const sparse::CsrView<T>& y, Index first, Index last,
                   base::Checkpoint& checkpoint) {
  Tile<T> tile{
      first, last - first, base::Buffer<Offset>(static_cast<std::size_t>(y.n_cols) + 2, 0), {}};
  // Counted two places ahead, offsets[t + 1] is where term t begins; filling moves it to its end.
  auto& offsets = tile.offsets;
  base::Pace pace(checkpoint);
  Offset n_entries = 0;
  for (Index i = first; i < last; ++i) {
    const auto row = y.row(i);
    n_entries += static_cast<Offset>(row.size());
    pace.each(row.size(),
              [&](std::size_t e) { ++offsets[static_cast<std::size_t>(row.columns[e]) + 2]; });
  }
  base::for_each_index(offsets.size() - 2, checkpoint,
                       [&](std::size_t t) { offsets[t + 2] += offsets[t + 1]; });
  tile.postings.resize(static_cast<std::size_t>(n_entries));
  base::touch(tile.postings, checkpoint);
  for (Index i = first; i < last; ++i) {
    const auto row = y.row(i);
    pace.each(row.size(), [&](std::size_t e) {
      auto& end = offsets[static_cast<std::size_t>(row.columns[e]) + 1];
      tile.postings[static_cast<std::size_t>(end++)] = {i - first, row.values[e]};
    });
  }
  offsets.pop_back();
  return tile;
}

}  // namespace

template <class T>
std::vector<Tile<T>> inverted_index(const sparse::CsrView<T>& y, Index tile_rows,
                                    const base::Run& run) {
  if (tile_rows < 1) {
    throw std::invalid_argument("tile_rows must be at least 1, got " + std::to_string(tile_rows));
  }
  const Offset n_rows = y.n_rows();
  std::vector<Tile<T>> tiles(static_cast<std::size_t>((n_rows + tile_rows - 1) / tile_rows));
  base::parallel_for(static_cast<std::int64_t>(tiles.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto first = static_cast<Index>(p * tile_rows);
                       const auto last = static_cast<Index>(std::min(n_rows, (p + 1) * tile_rows));
                       tiles[static_cast<std::size_t>(p)] = index_rows(y, first, last, checkpoint);
                     });
  return tiles;
}

template std::vector<Tile<float>> inverted_index(const sparse::CsrView<float>&, Index,
                                                 const base::Run&);
template std::vector<Tile<double>> inverted_index(const sparse::CsrView<double>&, Index,
                                                  const base::Run&);

}  // namespace broadsheet::similarity
