// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

#include "broadsheet/base/index.hpp"

namespace broadsheet::similarity {

/// A moment in microseconds since 1970 in UTC, as in NumPy's datetime64[us].
using Timestamp = std::int64_t;

/// NumPy's NaT: nobody knows when.
inline constexpr Timestamp unknown_time = std::numeric_limits<Timestamp>::min();

/// Microseconds between two moments. Unsigned, the difference of any two is exact.
[[nodiscard]] inline std::uint64_t distance(Timestamp a, Timestamp b) {
  const auto first = static_cast<std::uint64_t>(a);
  const auto second = static_cast<std::uint64_t>(b);
  return a < b ? second - first : first - second;
}

/// How much two articles' distance in time leaves of their similarity: exp(-dt^2 / (2 sigma^2)), a
/// Gaussian (Miranda et al. 2018, "Multilingual clustering of streaming news", section 3.1, where
/// sigma is three days). 1 where either moment is unknown, and never more than 1.
class TimeKernel {
 public:
  /// 1 for every pair.
  TimeKernel() = default;

  /// @param timestamps  shape (n_articles,); borrowed. Empty: the factor is 1 for every pair.
  /// @param sigma       microseconds; positive and finite, unless there are no timestamps.
  /// @throws std::invalid_argument  when sigma is not.
  TimeKernel(std::span<const Timestamp> timestamps, double sigma)
      : timestamps_(timestamps), sigma_(sigma) {
    if (!timestamps.empty() && !(sigma > 0.0 && std::isfinite(sigma))) {
      throw std::invalid_argument("time_scale must be positive and finite, got " +
                                  std::to_string(sigma));
    }
  }

  /// The factor of articles i and j; symmetric. In [0, 1].
  [[nodiscard]] double operator()(Index i, Index j) const {
    if (timestamps_.empty()) return 1.0;
    const auto a = timestamps_[static_cast<std::size_t>(i)];
    const auto b = timestamps_[static_cast<std::size_t>(j)];
    if (a == b || a == unknown_time || b == unknown_time) return 1.0;
    const auto z = static_cast<double>(distance(a, b)) / sigma_;
    return std::exp(-0.5 * z * z);
  }

 private:
  std::span<const Timestamp> timestamps_;
  double sigma_ = 1.0;
};

}  // namespace broadsheet::similarity
