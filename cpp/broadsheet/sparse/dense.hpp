// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/base/index.hpp"

namespace broadsheet::sparse {

/// Every dot product of the rows of `a` with the rows of `b`, by Eigen's matrix product in single
/// precision: quick, but no canonical score, since the order of its sums depends on the CPU level.
///
/// @param a        shape (n_a, n_columns), row by row.
/// @param b        shape (n_b, n_columns), likewise.
/// @param n_columns of both; if there are none, nothing is written.
/// @param out      shape (n_a, stride); entry (i, j) with j < n_b is written, the rest left alone.
/// @param stride   floats from one row of `out` to the next, at least n_b.
/// 2 * n_a * n_b * n_columns operations; memory: what Eigen packs, some hundred kilobytes.
void multiply_rows(std::span<const float> a, std::span<const float> b, Index n_columns,
                   std::span<float> out, Index stride);

}  // namespace broadsheet::sparse
