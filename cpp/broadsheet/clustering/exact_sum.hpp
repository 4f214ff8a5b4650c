// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "broadsheet/base/index.hpp"

namespace broadsheet::clustering {

/// A similarity in fixed point, the nearest whole number of 2^-32. That is as exact as the cosines
/// of float32 vectors are, from 2^-8 on, and sums of almost 2^32 of them fit into 64 bits.
using FixedPoint = std::int64_t;

/// Of so many articles the sum over all pairs of any two clusters fits into 64 bits, all of them
/// being set aside as a mark: 60,000^2 * 1.002 * 2^32.
inline constexpr std::int64_t most_summed_articles = 120'000;

/// @param similarity  in [0, 2).
[[nodiscard]] inline FixedPoint to_fixed(double similarity) {
  return static_cast<FixedPoint>(similarity * 0x1p32 + 0.5);
}

/// The least sum of `count` similarities, divided by `count`, that counts as reaching a cut. It is
/// up to two steps of 2^-32 lower than the cut, so that what equals it reaches it: a cosine of
/// exactly 1/2 may be computed as .49999999, and each similarity of an average is rounded.
///
/// The cosine of float rows is off by 3 roundings to float at the most, two of them of the lengths
/// by which rows were divided, as no value is negative; so the cut is lowered by 4 of them, 2^-22
/// of itself. In double the roundings of some thousand products stay below 2^-40.
///
/// @tparam T    of the rows.
/// @param  cut  in [0, 1.5]. 0 stays 0, and nothing else becomes 0.
template <class T>
[[nodiscard]] FixedPoint to_fixed_cut(double cut) {
  if (cut == 0.0) return 0;
  constexpr double rounding = std::is_same_v<T, float> ? 0x1p-22 : 0x1p-40;
  return std::max(FixedPoint{1}, static_cast<FixedPoint>(cut * (1.0 - rounding) * 0x1p32 - 0.5));
}

/// The average of `count` similarities, from their sum as a whole number of 2^-32.
template <class Sum>
[[nodiscard]] double average_of(Sum sum, Offset count) {
  return static_cast<double>(sum) * 0x1p-32 / static_cast<double>(count);
}

/// A sum of similarities without any rounding. So it does not matter in which order they are added,
/// or which parts of a cluster were added up first: averages, their ties, and whether they reach
/// a cut come out the same however they were computed.
///
/// Two 64-bit halves of one 128-bit number, since that needs an alignment of 8 instead of 16.
/// 2^62 similarities fit, more pairs than 2^31 articles have.
class ExactSum {
 public:
  ExactSum() = default;
  /// The sum of `count` similarities that are all `similarity`.
  ExactSum(FixedPoint similarity, Offset count) {
    store(static_cast<Wide>(similarity) * static_cast<Wide>(count));
  }

  ExactSum& operator+=(const ExactSum& other) {
    store(load() + other.load());
    return *this;
  }

  friend bool operator<(const ExactSum& a, const ExactSum& b) { return a.load() < b.load(); }

  /// Whether the average of `count` similarities, this their sum, is at least `cut`; exact.
  [[nodiscard]] bool reaches(FixedPoint cut, Offset count) const {
    return load() >= static_cast<Wide>(cut) * static_cast<Wide>(count);
  }

  /// The average of `count` similarities, this their sum.
  [[nodiscard]] double average(Offset count) const { return average_of(load(), count); }

 private:
  __extension__ using Wide = unsigned __int128;

  [[nodiscard]] Wide load() const { return (static_cast<Wide>(high_) << 64) | low_; }
  void store(Wide sum) {
    low_ = static_cast<std::uint64_t>(sum);
    high_ = static_cast<std::uint64_t>(sum >> 64);
  }

  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

}  // namespace broadsheet::clustering
