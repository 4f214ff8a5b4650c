// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/sparse/lanes.hpp"

namespace broadsheet::similarity {

/// The scores of sixteen rows at a time against the rows of a tile, term by term: rows share
/// frequent terms, whose postings are then read once for all of them, and sums of sixteen lie side
/// by side. One a thread; between tiles every sum is zero. For rows without negative values.
///
/// The terms of all rows come ascending, and each adds one product in double; a row that lacks one
/// adds 0, which changes no sum that is not negative. So every sum is the canonical dot product of
/// sparse/dot.hpp to the last bit.
template <class T>
class BlockAccumulator {
 public:
  /// Rows of a block, at the most.
  static constexpr Index n_lanes = 16;
  /// Rows of a tile whose sums fill 256 KiB, the smallest L2 cache of today.
  static constexpr Index tile_rows = 2048;

  /// @param most_rows  of a tile.
  explicit BlockAccumulator(Index most_rows)
      : sums_(static_cast<std::size_t>(most_rows * n_lanes), 0.0) {}

  /// Takes rows [first, last) of x, which are scored until others are taken.
  void take_rows(const sparse::CsrView<T>& x, Index first, Index last) {
    entries_.clear();
    for (auto i = first; i < last; ++i) {
      const auto row = x.row(i);
      for (std::size_t e = 0; e < row.size(); ++e) {
        entries_.push_back({row.columns[e], i - first, static_cast<double>(row.values[e])});
      }
    }
    std::ranges::sort(entries_, {}, &Entry::column);
    terms_.clear();
    for (const auto& entry : entries_) {
      if (terms_.empty() || terms_.back().column != entry.column) terms_.push_back({entry.column});
      auto& term = terms_.back();
      term.weights[entry.lane] = entry.value;
      ++term.n_rows;
      term.lane = entry.lane;
    }
  }

  /// Scores them against the tile's rows from `from` (counted within the tile) on, and calls
  /// `take(lane, row in tile, score)` for each score above 0; rows of a lane ascend.
  template <class Take>
  void score(const Tile<T>& tile, Index from, base::Checkpoint& checkpoint, Take&& take) {
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      prefetch(tile, t);
      const auto& term = terms_[t];
      const auto postings = tile.of(term.column, from);
      if (term.n_rows == 1) {
        const auto weight = term.weights[term.lane];
        auto* const lane = sums_.data() + term.lane;
        for (const auto& posting : postings) {
          lane[posting.row * n_lanes] += weight * static_cast<double>(posting.weight);
        }
      } else {
        const auto weights = term.weights;
        auto* const sums = sums_.data();
        for (const auto& posting : postings) {
          sparse::add_products(sums + posting.row * n_lanes, weights,
                               static_cast<double>(posting.weight));
        }
      }
      pace(postings.size() + 16, checkpoint);
    }
    for (Index lane = 0; lane < n_lanes; ++lane) {
      for (auto row = from; row < tile.n_rows; ++row) {
        const auto sum = sums_[static_cast<std::size_t>(row * n_lanes + lane)];
        if (sum > 0.0) take(lane, row, sum);
      }
    }
    std::fill(sums_.begin() + from * n_lanes, sums_.begin() + tile.n_rows * n_lanes, 0.0);
    pace(static_cast<std::size_t>(tile.n_rows) * n_lanes, checkpoint);
  }

 private:
  struct Entry {
    Index column;
    Index lane;
    double value;
  };

  struct Term {
    Index column;
    Index n_rows = 0;
    Index lane = 0;                                 // of the last of them
    sparse::Lanes weights = sparse::Lanes::Zero();  // 0: the row lacks the term
  };

  // Asks for what terms behind this one need: postings of a term lie far from those of the next.
  void prefetch(const Tile<T>& tile, std::size_t t) const {
    if (t + 2 * ahead >= terms_.size()) return;
    __builtin_prefetch(&tile.offsets[static_cast<std::size_t>(terms_[t + 2 * ahead].column)]);
    const auto begin = tile.offsets[static_cast<std::size_t>(terms_[t + ahead].column)];
    __builtin_prefetch(tile.postings.data() + begin);
  }

  // Lets the loop be stopped about every millisecond, also within a block of many terms.
  void pace(std::size_t work, base::Checkpoint& checkpoint) {
    work_ += work;
    if (work_ < (std::size_t{1} << 18)) return;
    work_ = 0;
    checkpoint();
  }

  static constexpr std::size_t ahead = 8;

  std::vector<Entry> entries_;
  std::vector<Term> terms_;
  base::Buffer<double> sums_;  // by row of the tile, then lane
  std::size_t work_ = 0;
};

}  // namespace broadsheet::similarity
