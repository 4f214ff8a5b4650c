// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/clustering/copies.hpp"
#include "broadsheet/similarity/time_kernel.hpp"

namespace broadsheet::clustering {

/// The similarities of all pairs of points, each once, in fixed point (exact_sum.hpp): 8 bytes a
/// pair, 560 MB for 11,878 points and 1.6 GB for 20,000. Unsigned, since clusterings write sums of
/// similarities into them.
class SimilarityTriangle {
 public:
  explicit SimilarityTriangle(Index n_points);

  [[nodiscard]] Index n_points() const { return static_cast<Index>(begin_.size()); }

  /// Of points i < j.
  [[nodiscard]] std::uint64_t& operator()(Index i, Index j) {
    return values_[static_cast<std::size_t>(begin_[static_cast<std::size_t>(i)] + j)];
  }

  /// Of point i and each one behind it: shape (n_points - 1 - i,).
  [[nodiscard]] std::span<std::uint64_t> behind(Index i) {
    return {values_.data() + begin_[static_cast<std::size_t>(i)] + i + 1,
            begin_.size() - 1 - static_cast<std::size_t>(i)};
  }

  /// Asks for the similarity of points i < j, which is needed soon.
  void prefetch(Index i, Index j) {
    __builtin_prefetch(values_.data() + begin_[static_cast<std::size_t>(i)] + j, 1);
  }

 private:
  std::vector<Offset> begin_;  // by i: where pair (i, 0) would be
  base::Buffer<std::uint64_t> values_;
};

/// Fills a triangle by the canonical dot products of all pairs that share a term, rounded to T,
/// times the time kernel.
///
/// @param points  no negative values.
/// @param kernel  with the points' timestamps.
/// @param run     the monitor hears pieces of rows.
/// @returns  the same bytes for any n_threads. O(sum over terms of df^2 / 2 + n_points^2 / 2).
template <class T>
[[nodiscard]] SimilarityTriangle similarity_triangle(const Points<T>& points,
                                                     const similarity::TimeKernel& kernel,
                                                     const base::Run& run);

}  // namespace broadsheet::clustering
