// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <limits>

namespace broadsheet::similarity {

/// A number in double that every sum whose rounding to T is at least `score` reaches: a quick test
/// for candidates, which then are rounded and compared exactly.
template <class T>
[[nodiscard]] double cutoff_of(T score) {
  return static_cast<double>(std::nextafter(score, -std::numeric_limits<T>::infinity()));
}

}  // namespace broadsheet::similarity
