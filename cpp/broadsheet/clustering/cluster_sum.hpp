// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/centre.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The weighted sum of a cluster's rows, whose direction is the centre (Dhillon and Modha 2001).
/// Laid out over all columns, with a bit for each that has an entry; one a thread.
class ClusterSum {
 public:
  explicit ClusterSum(Index n_cols)
      : sums_(static_cast<std::size_t>(n_cols)), seen_(static_cast<std::size_t>(n_cols) / 64 + 1) {}

  /// Adds `weight` times a row, in double. Sums depend on the order of rows.
  template <class T>
  void add(const sparse::Row<T>& row, double weight, base::Pace& pace) {
    pace.each(row.size(), [&](std::size_t e) {
      const auto t = static_cast<std::size_t>(row.columns[e]);
      sums_[t] += weight * static_cast<double>(row.values[e]);
      seen_[t / 64] |= std::uint64_t{1} << (t % 64);
    });
    pace.count(1);
  }

  /// The Euclidean length of the sum: squares are added with columns ascending. Sums whose squares
  /// leave the range of a double are divided by the largest first.
  [[nodiscard]] double length() const {
    double squares = 0.0;
    for_each([&](std::size_t t) { squares += sums_[t] * sums_[t]; });
    if (squares > 1e-250 && squares < 1e300) return std::sqrt(squares);
    double most = 0.0;
    for_each([&](std::size_t t) { most = std::max(most, std::abs(sums_[t])); });
    if (most == 0.0) return 0.0;
    squares = 0.0;
    for_each([&](std::size_t t) { squares += (sums_[t] / most) * (sums_[t] / most); });
    return most * std::sqrt(squares);
  }

  /// The sum over its length, rounded, which also takes the sum's place.
  /// @param length  that of `length`, above 0.
  [[nodiscard]] Centre centre(double length) {
    Centre result;
    std::size_t n = 0;
    for_each([&](std::size_t) { ++n; });
    result.columns.reserve(n);
    result.values.reserve(n);
    for_each([&](std::size_t t) {
      const auto value = static_cast<float>(sums_[t] / length);
      sums_[t] = static_cast<double>(value);
      if (value == 0.0F) return;
      result.columns.push_back(static_cast<Index>(t));
      result.values.push_back(value);
    });
    return result;
  }

  /// The canonical dot product of what is here with a row.
  template <class T>
  [[nodiscard]] double dot(const sparse::Row<T>& row) const {
    double sum = 0.0;
    for (std::size_t e = 0; e < row.size(); ++e) {
      sum += sums_[static_cast<std::size_t>(row.columns[e])] * static_cast<double>(row.values[e]);
    }
    return sum;
  }

  void clear() {
    for_each([&](std::size_t t) { sums_[t] = 0.0; });
    std::fill(seen_.begin(), seen_.end(), std::uint64_t{0});
  }

 private:
  // Calls `f(column)` for each that has an entry, ascending.
  template <class F>
  void for_each(F&& f) const {
    for (std::size_t word = 0; word < seen_.size(); ++word) {
      for (auto bits = seen_[word]; bits != 0; bits &= bits - 1) {
        f(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      }
    }
  }

  std::vector<double> sums_;
  std::vector<std::uint64_t> seen_;
};

/// Whether a cluster's sum has a direction: not if rows cancel each other out but for rounding.
[[nodiscard]] inline bool has_direction(double length, double weight) {
  return length > 1e-12 * weight;
}

}  // namespace broadsheet::clustering
