// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

namespace broadsheet::clustering {

/// The most that the dot product of a row with a centre can be, once the centre has moved: the
/// triangle inequality of angles, in cosines (Schubert, Lang and Feher 2021, eq. 5),
///
///     cos(a - b) = cos(a) cos(b) + sin(a) sin(b)
///
/// with a the angle between row and old centre and b the one by which the centre has turned; 1
/// where b is larger than a.
///
/// @param most    at least the dot product of the row with the old centre.
/// @param length  the row's, at least 0.99; at most 1.01.
/// @param chord   at least 0; the distance of the two centres, which are of length 1 to within
/// 2e-7.
///                An angle's cosine would not do: near 1 it tells nothing of small ones.
/// @returns  more than the true maximum by at most 4e-6 times length: that covers the centres'
///           lengths and rounding.
[[nodiscard]] inline double most_after_move(double most, double length, double chord) {
  constexpr double slack = 2e-6;
  if (chord == 0.0) return most;
  const auto half = chord / 2.0 + slack / 4.0;
  if (half >= 1.0) return length * (1.0 + slack);
  const auto cos_turn = 1.0 - 2.0 * half * half;
  const auto cos_old = std::clamp(most / length + slack / 4.0, -1.0, 1.0);
  if (cos_old >= cos_turn) return length * (1.0 + slack);
  const auto sin_turn = 2.0 * half * std::sqrt(1.0 - half * half);
  return length *
         (cos_old * cos_turn + std::sqrt(1.0 - cos_old * cos_old) * sin_turn + slack / 2.0);
}

}  // namespace broadsheet::clustering
