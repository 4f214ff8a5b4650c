// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/inverted_index.hpp"

namespace broadsheet::similarity {

/// The scores of one row against the rows of one tile, term by term (Gustavson 1978, "Two fast
/// algorithms for sparse matrices"). One a thread; between rows every sum is zero.
///
/// The terms of the row come ascending and each adds one product in double, so every sum is the
/// canonical dot product of sparse/dot.hpp to the last bit, however y is cut into tiles.
template <class T>
class Accumulator {
 public:
  /// @param tile_rows  rows of the largest tile.
  explicit Accumulator(Index tile_rows) : sums_(static_cast<std::size_t>(tile_rows), 0.0) {}

  /// Scores `row` against the tile's rows from `first` (counted within the tile) on.
  void score(const sparse::Row<T>& row, const Tile<T>& tile, Index first,
             base::Checkpoint& checkpoint) {
    tile_ = &tile;
    first_ = first;
    n_products_ = 0;
    postings_.clear();
    for (std::size_t e = 0; e < row.size(); ++e) {
      const auto weight = static_cast<double>(row.values[e]);
      const auto postings = tile.of(row.columns[e], first);
      for (const auto& posting : postings) {
        sums_[static_cast<std::size_t>(posting.row)] +=
            weight * static_cast<double>(posting.weight);
      }
      n_products_ += static_cast<Offset>(postings.size());
      postings_.push_back(postings);
      pace(static_cast<Offset>(postings.size()), checkpoint);
    }
    pace(tile.n_rows / 8, checkpoint);
  }

  /// Forgets the score of a row, counted within the tile.
  void forget(Index row) { sums_[static_cast<std::size_t>(row)] = 0.0; }

  /// Gives each score that is at least `cutoff` to `take(row in tile, score)`, and zeroes all.
  ///
  /// @param cutoff  read anew before each score, so that `take` may raise it. While it is 0 or
  ///                less, rows without a common term may be given too, with the score 0.
  /// @returns       whether the rows came in ascending order.
  template <class Take>
  bool drain(const double& cutoff, Take&& take) {
    // Where few sums were touched, going over the postings once more beats going over all sums.
    if (n_products_ * 4 < tile_->n_rows - first_) {
      // The rarest first: what shares it scores high, and raises the cutoff early.
      std::sort(postings_.begin(), postings_.end(),
                [](const auto& a, const auto& b) { return a.size() < b.size(); });
      for (const auto postings : postings_) {
        for (const auto& posting : postings) {
          auto& sum = sums_[static_cast<std::size_t>(posting.row)];
          if (sum >= cutoff && sum != 0.0) take(posting.row, sum);
          sum = 0.0;
        }
      }
      return false;
    }
    constexpr std::size_t step = 16;  // one test for so many sums: hardly any reaches the cutoff
    const auto n = static_cast<std::size_t>(tile_->n_rows);
    for (auto begin = static_cast<std::size_t>(first_); begin < n; begin += step) {
      const auto some = std::span(sums_).subspan(begin, std::min(step, n - begin));
      if (reached(some, cutoff)) {
        for (std::size_t r = 0; r < some.size(); ++r) {
          if (some[r] >= cutoff) take(static_cast<Index>(begin + r), some[r]);
        }
      }
      std::fill(some.begin(), some.end(), 0.0);
    }
    return true;
  }

 private:
  static bool reached(std::span<const double> sums, double cutoff) {
    bool any = false;
    for (const auto sum : sums) any |= sum >= cutoff;
    return any;
  }

  // Lets the loop be stopped about every half millisecond, also within a row of many terms.
  void pace(Offset work, base::Checkpoint& checkpoint) {
    work_ += work;
    if (work_ < (Offset{1} << 18)) return;
    work_ = 0;
    checkpoint();
  }

  std::vector<double> sums_;
  std::vector<std::span<const Posting<T>>> postings_;
  const Tile<T>* tile_ = nullptr;
  Index first_ = 0;
  Offset n_products_ = 0;
  Offset work_ = 0;
};

}  // namespace broadsheet::similarity
