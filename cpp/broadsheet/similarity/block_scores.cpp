// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/block_scores.hpp"

#include <algorithm>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

// Adds the products of a block's rare terms with some of the tile's rows.
void add_rare(std::span<const BlockTerm> block, const Tile<float>& tile, Columns columns,
              std::size_t stride, float* scores, base::Checkpoint& checkpoint) {
  constexpr std::size_t ahead = 16;
  base::Steps steps(checkpoint);
  for (std::size_t first = 0; first < block.size();) {
    steps();
    if (first + ahead < block.size()) {
      const auto offset = tile.offsets[static_cast<std::size_t>(block[first + ahead].term)];
      __builtin_prefetch(tile.postings.data() + offset);
    }
    const auto term = block[first].term;
    const auto postings = tile.of(term);
    // Rows ascend; most often all are wanted.
    auto begin = postings.begin();
    auto end = postings.end();
    const auto is_before = [](const auto& posting, Index row) { return posting.row < row; };
    if (columns.begin > 0) begin = std::lower_bound(begin, end, columns.begin, is_before);
    if (columns.end < tile.n_rows) end = std::lower_bound(begin, end, columns.end, is_before);
    for (; first < block.size() && block[first].term == term; ++first) {
      const auto weight = block[first].weight;
      auto* const row = scores + static_cast<std::size_t>(block[first].row) * stride;
      for (auto p = begin; p != end; ++p) row[p->row] += weight * p->weight;
    }
  }
}

}  // namespace

void BlockScores::score(const SplitRows& x, const BlockTerms& x_terms, Index first, Index last,
                        const SplitRows& y, const Tile<float>& tile, Columns columns,
                        bool later_only, base::Checkpoint& checkpoint) {
  first_ = first;
  tile_first_ = tile.first_row;
  later_only_ = later_only;
  stride_ = static_cast<std::size_t>(tile.n_rows);
  scores_.resize(static_cast<std::size_t>(last - first) * stride_);
  columns_ = columns;
  if (x.n_dense == 0) {
    std::fill(scores_.begin(), scores_.end(), 0.0F);
  } else {
    sparse::multiply_rows(
        x.dense_rows(first, last),
        y.dense_rows(tile.first_row + columns.begin, tile.first_row + columns.end), x.n_dense,
        std::span(scores_).subspan(static_cast<std::size_t>(columns.begin)), tile.n_rows);
  }
  checkpoint();
  add_rare(x_terms.of(first), tile, columns, stride_, scores_.data(), checkpoint);
}

}  // namespace broadsheet::similarity
