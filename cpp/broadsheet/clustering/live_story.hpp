// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/clustering/live_row.hpp"
#include "broadsheet/similarity/time_kernel.hpp"

namespace broadsheet::clustering {

using similarity::Timestamp;

/// A story of articles that live: the sum of their rows, and when they came.
///
/// Sums are exact (LiveRow): adding a row and taking it away again leaves the same bits.
class LiveStory {
 public:
  LiveStory(std::int64_t id, const LiveRow& row, Timestamp time);

  /// Where the StoryIndex keeps it; nobody else's.
  Index slot = -1;

  [[nodiscard]] std::int64_t id() const { return id_; }
  [[nodiscard]] Index n_articles() const { return n_; }
  [[nodiscard]] Timestamp newest() const { return newest_; }

  /// The mean of its articles' times, rounded down.
  [[nodiscard]] Timestamp moment() const;

  /// The sum of its articles' rows; columns ascending, values above 0.
  [[nodiscard]] sparse::Row<double> sum() const { return {columns_, sums_}; }

  /// Adds an article. Does nothing if it throws. O(terms of the story).
  void add(const LiveRow& row, Timestamp time);

  /// Takes an article away, one of several.
  /// @param newest  of those that stay.
  void remove(const LiveRow& row, Timestamp time, Timestamp newest) noexcept;

 private:
  __extension__ using Wide = __int128;

  std::int64_t id_;
  Index n_ = 1;
  Timestamp newest_;
  std::uint64_t times_low_;  // halves of the sum of times, since 128 bits need an alignment of 16
  std::uint64_t times_high_;
  std::vector<Index> columns_;
  std::vector<double> sums_;

  [[nodiscard]] Wide times() const;
  void store(Wide times);
};

/// The mean cosine of a row to the articles of a story, their average link: the dot product with
/// the sum, which is exact, rounded to double and divided by the number of articles.
[[nodiscard]] double mean_cosine(const LiveRow& row, const LiveStory& story);

}  // namespace broadsheet::clustering
