// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The vector of an article that lives: of unit length but for rounding to multiples of 2^-24.
///
/// Single precision holds these exactly, and double the sums of up to 2^29 of them: a sum of rows
/// does not depend on the order in which rows were added and taken away again.
struct LiveRow {
  std::vector<Index> columns;  ///< ascending and distinct.
  std::vector<float> values;   ///< as many; multiples of 2^-24 in [2^-24, 1].

  [[nodiscard]] sparse::Row<float> row() const { return {columns, values}; }
  bool operator==(const LiveRow&) const = default;
};

/// What the values of a LiveRow are multiples of.
inline constexpr double live_step = 0x1p-24;

/// Weights divided by the largest, then by their length, and rounded: halves up, and to no less
/// than one step. The length is that of quotients rounded likewise, and exact but for a root: rows
/// do not depend on how columns are numbered.
///
/// @param columns  ascending and distinct.
/// @param weights  as many; above 0 and finite.
[[nodiscard]] LiveRow live_row(std::span<const Index> columns, std::span<const double> weights);

/// Whether values are what `live_row` gives.
[[nodiscard]] bool are_live(std::span<const float> values);

}  // namespace broadsheet::clustering
