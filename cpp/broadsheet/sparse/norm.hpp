// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace broadsheet::sparse {

/// What a row is divided by, so that long articles weigh no more than short ones.
enum class Norm : std::uint8_t {
  none,
  l1,  ///< the sum of the absolute values
  l2,  ///< the Euclidean length; the dot product of two rows is then their cosine
};

/// Divides a row by its norm, in place. A row of zeros stays one.
///
/// The norm is a sum in double in storage order, and each value is divided by it rather than
/// multiplied by its reciprocal, as scikit-learn's inplace_csr_row_normalize does.
template <class T>
void normalize(std::span<T> row, Norm norm);

}  // namespace broadsheet::sparse
