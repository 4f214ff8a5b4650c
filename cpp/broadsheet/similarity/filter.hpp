// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "broadsheet/base/index.hpp"
#include "broadsheet/similarity/time_kernel.hpp"

namespace broadsheet::similarity {

/// Which groups the two rows of a pair may belong to: outlets, languages, stories.
enum class PairsFrom { any, same, different };

/// Which pairs of rows may be neighbours at all, whatever their score.
///
/// All arrays are borrowed. In a self-join those of y are those of x.
struct PairFilter {
  std::span<const Timestamp> x_times = {};   ///< shape (n_x,), or empty: no window.
  std::span<const Timestamp> y_times = {};   ///< shape (n_y,), likewise; none is unknown.
  std::optional<std::uint64_t> window = {};  ///< the most time between a pair, microseconds.
  std::span<const Index> x_groups = {};      ///< shape (n_x,), or empty: no groups.
  std::span<const Index> y_groups = {};      ///< shape (n_y,), likewise.
  PairsFrom pairs_from = PairsFrom::any;     ///< `any`: groups are not looked at.

  /// Whether row i of x and row j of y may be a pair.
  [[nodiscard]] bool allows(Index i, Index j) const {
    const auto a = static_cast<std::size_t>(i);
    const auto b = static_cast<std::size_t>(j);
    if (window && distance(x_times[a], y_times[b]) > *window) return false;
    if (pairs_from == PairsFrom::any) return true;
    return (x_groups[a] == y_groups[b]) == (pairs_from == PairsFrom::same);
  }

  /// Whether every pair is allowed.
  [[nodiscard]] bool allows_all() const { return !window && pairs_from == PairsFrom::any; }
};

/// Holds a filter to the rows that it is for.
/// @throws std::invalid_argument  naming the array: one that has not an entry a row, a window
///         without timestamps, an unknown time, `same` or `different` without groups.
void validate(const PairFilter& filter, Index n_x, Index n_y);

}  // namespace broadsheet::similarity
