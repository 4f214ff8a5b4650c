// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/clustering/centre.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Weights above 0 are at least this: below it their products with values lose digits.
inline constexpr double least_weight = 1e-300;

/// Weights add up to at most this: above it sums overflow.
inline constexpr double most_weight = 1e300;

/// Requires centres that rows of `n_cols` columns can be compared to. O(centres).
///
/// @throws std::invalid_argument  when there is none, or naming the first column out of range.
void require_centres(std::span<const Centre> centres, Index n_cols);

/// Requires one weight a row, each 0 or at least `least_weight`, that add up to at most
/// `most_weight`. O(n_rows).
///
/// @param weights  shape (n_rows,); empty: all 1.
/// @throws std::invalid_argument  naming the first row out of range, or the shape.
void require_weights(std::span<const double> weights, Index n_rows);

}  // namespace broadsheet::clustering
