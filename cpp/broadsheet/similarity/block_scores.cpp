// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/block_scores.hpp"

#include <algorithm>

namespace broadsheet::similarity {
namespace {

// Adds the products of a block's rare terms with the tile's rows from `from` on.
void add_rare(std::span<const BlockTerm> block, const Tile<float>& tile, Index from,
              std::size_t stride, float* scores, base::Checkpoint& checkpoint) {
  constexpr std::size_t ahead = 16;
  constexpr std::size_t between_checkpoints = 4096;
  for (std::size_t first = 0; first < block.size();) {
    if (first / between_checkpoints != (first + 1) / between_checkpoints) checkpoint();
    if (first + ahead < block.size()) {
      const auto offset = tile.offsets[static_cast<std::size_t>(block[first + ahead].term)];
      __builtin_prefetch(tile.postings.data() + offset);
    }
    const auto term = block[first].term;
    const auto postings = tile.of(term);
    auto begin = postings.begin();
    if (from > 0) {
      begin = std::lower_bound(begin, postings.end(), from,
                               [](const auto& posting, Index row) { return posting.row < row; });
    }
    for (; first < block.size() && block[first].term == term; ++first) {
      const auto weight = block[first].weight;
      auto* const row = scores + static_cast<std::size_t>(block[first].row) * stride;
      for (auto p = begin; p != postings.end(); ++p) row[p->row] += weight * p->weight;
    }
  }
}

}  // namespace

void BlockScores::score(const SplitRows& x, const BlockTerms& x_terms, Index first, Index last,
                        const SplitRows& y, const Tile<float>& tile, bool later_only,
                        base::Checkpoint& checkpoint) {
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
    sparse::multiply_rows(x.dense_rows(first, last),
                          y.dense_rows(tile.first_row + begin, tile.first_row + tile.n_rows),
                          x.n_dense, std::span(scores_).subspan(static_cast<std::size_t>(begin)),
                          tile.n_rows);
  }
  checkpoint();
  add_rare(x_terms.of(first), tile, begin, stride_, scores_.data(), checkpoint);
}

}  // namespace broadsheet::similarity
