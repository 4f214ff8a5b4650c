// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/block_scores.hpp"

namespace broadsheet::similarity {
namespace {

// Most postings of rare terms are short: what a term costs is waiting for them.
constexpr std::size_t ahead = 8;

void prefetch(const Tile<float>& tile, const sparse::Row<float>& row, std::size_t e) {
  if (e + 2 * ahead < row.size()) {
    __builtin_prefetch(tile.offsets.data() + row.columns[e + 2 * ahead]);
  }
  if (e + ahead < row.size()) {
    const auto offset = tile.offsets[static_cast<std::size_t>(row.columns[e + ahead])];
    __builtin_prefetch(tile.postings.data() + offset);
  }
}

// Adds the products of a row's rare terms with the tile's rows from `from` on.
void add_rare(const sparse::Row<float>& row, const Tile<float>& tile, Index from, float* scores) {
  for (std::size_t e = 0; e < row.size(); ++e) {
    prefetch(tile, row, e);
    const auto weight = row.values[e];
    const auto postings = tile.of(row.columns[e]);
    const auto* const begin = postings.data();
    const auto* end = begin + postings.size();
    if (from == 0) {
      for (const auto* p = begin; p != end; ++p) scores[p->row] += weight * p->weight;
    } else {
      // Rows ascend: from the end on, down to the first that is wanted.
      while (end != begin && (--end)->row >= from) scores[end->row] += weight * end->weight;
    }
  }
}

}  // namespace

void BlockScores::score(const SplitRows& x, Index first, Index last, const SplitRows& y,
                        const Tile<float>& tile, bool later_only, base::Checkpoint& checkpoint) {
  first_ = first;
  tile_first_ = tile.first_row;
  later_only_ = later_only;
  stride_ = static_cast<std::size_t>(tile.n_rows);
  scores_.resize(static_cast<std::size_t>(last - first) * stride_);
  const auto begin = from(first);
  if (begin >= tile.n_rows) return;
  if (x.n_dense == 0) {
    std::fill(scores_.begin(), scores_.end(), 0.0F);
  } else {
    sparse::multiply_rows(
        x.dense_rows(first, last),
        y.dense_rows(tile.first_row + begin, tile.first_row + tile.n_rows), x.n_dense,
        std::span(scores_).subspan(static_cast<std::size_t>(begin)), tile.n_rows);
  }
  const auto rare = x.rare.view();
  for (Index i = first; i < last && from(i) < tile.n_rows; ++i) {
    checkpoint();
    add_rare(rare.row(i), tile, from(i),
             scores_.data() + static_cast<std::size_t>(i - first) * stride_);
  }
}

}  // namespace broadsheet::similarity
