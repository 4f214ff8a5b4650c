// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/clustering/live_row.hpp"
#include "broadsheet/similarity/time_kernel.hpp"

namespace broadsheet::clustering {

using similarity::Timestamp;

/// What an article is compared with.
enum class LiveLinkage : std::uint8_t {
  average,   ///< the mean of a story's rows: the mean cosine to its articles
  centroid,  ///< the same divided by its length: the cosine to the centroid
};

/// When a story is.
enum class LiveMoment : std::uint8_t {
  newest,  ///< when its newest article came
  mean,    ///< the mean of its articles' times, rounded down
};

/// A story of articles that live: the sum of their rows, and when they came.
///
/// Sums are exact (LiveRow): adding a row and taking it away again leaves the same bits.
class LiveStory {
 public:
  LiveStory(std::int64_t id, const LiveRow& row, Timestamp time);

  [[nodiscard]] std::int64_t id() const { return id_; }
  [[nodiscard]] Index n_articles() const { return n_; }
  [[nodiscard]] Timestamp newest() const { return newest_; }
  [[nodiscard]] Timestamp moment(LiveMoment which) const;

  /// The sum of its articles' rows; columns ascending, values above 0.
  [[nodiscard]] sparse::Row<double> sum() const { return {columns_, sums_}; }

  /// What divides a dot product with the sum: the number of articles, or the sum's length in
  /// double, columns ascending; 1 where that is 0.
  [[nodiscard]] double scale(LiveLinkage linkage) const;

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

/// The dot product of a row with the sum of a story: columns ascending, products and sum in double.
[[nodiscard]] double dot(const sparse::Row<float>& row, const sparse::Row<double>& sum);

}  // namespace broadsheet::clustering
