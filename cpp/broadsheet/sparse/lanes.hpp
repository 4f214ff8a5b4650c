// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace broadsheet::sparse {

/// Sixteen numbers that the processor adds and multiplies side by side; each comes out as by
/// itself.
using Lanes = Eigen::Array<double, 16, 1>;

/// sums += weights * value, each product rounded before it is added.
///
/// @param sums  sixteen numbers, aligned to 64 bytes.
inline void add_products(double* sums, const Lanes& weights, double value) {
  Eigen::Map<Lanes, Eigen::Aligned64> lanes(sums);
  lanes += weights * value;
}

}  // namespace broadsheet::sparse
