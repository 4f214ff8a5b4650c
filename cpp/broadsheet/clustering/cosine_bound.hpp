// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace broadsheet::clustering {

/// How a bound on the cosine of a row to a centre moves with the centre: the triangle inequality of
/// angles, in cosines (Schubert, Lang and Feher 2021, eq. 5),
///
///     cos(a - b) = cos(a) cos(b) + sin(a) sin(b)
///
/// with a the angle between row and old centre and b the one by which the centre has turned. Of
/// sin(a) it takes the bound 1 - cos(a)^2 / 2, which needs no root and costs little where cosines
/// are those of texts. All in single precision, so that many are moved at once.
class BoundMove {
 public:
  /// @param chord  at least 0; the distance of old and new centre, which are of length 1 to within
  ///               2e-7. Their cosine would not do: near 1 it tells nothing of small angles.
  explicit BoundMove(double chord) {
    if (chord == 0.0) return;
    slack_ = static_cast<float>(slack);
    // Half the chord of the directions, whose lengths are 1: at most 2e-7 more than what is given.
    const auto half = chord / 2.0 + slack / 4.0;
    if (half >= 0.7) {  // beyond 88 degrees there is nothing to keep
      cos_ = -4.0F;
      return;
    }
    cos_ = static_cast<float>(1.0 - 2.0 * half * half);
    sin_ = static_cast<float>(2.0 * half * std::sqrt(1.0 - half * half));
  }

  /// @param most  at least the dot product of the row's direction with the old centre; -0.1 to 1.1.
  /// @returns  at least that with the new one, and at most `anything`.
  [[nodiscard]] float operator()(float most) const {
    const auto moved = most * cos_ + (1.0F - 0.5F * most * most) * sin_ + slack_;
    return most >= cos_ && slack_ > 0.0F ? anything : moved;
  }

  /// More than any cosine.
  static constexpr float anything = 1.01F;

 private:
  static constexpr double slack = 4e-6;  // covers the centres' lengths, and rounding
  float cos_ = 1.0F;
  float sin_ = 0.0F;
  float slack_ = 0.0F;
};

}  // namespace broadsheet::clustering
