// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// What is known of a segment without its neighbours. Of white space it knows only where it is:
/// each run counts as one space.
struct Fingerprint {
  std::uint64_t hash = 0;
  std::size_t length = 0;  ///< code points, each run of white space being one.
  bool has_word = false;   ///< holds a letter, digit or underscore.
};

/// Hashes segments by a base that nobody can foresee, so that no text can be written to make
/// others collide. Linear in the segment's length.
///
/// The hash is the code points' polynomial at `base` over the prime 2^61 - 1: two segments of at
/// most n code points share it for no more than n of all bases. Source: L. Carter and M. Wegman,
/// "Universal classes of hash functions", 1979; M. Dietzfelbinger et al., "Polynomial hash
/// functions are reliable", 1992.
class Fingerprints {
 public:
  /// @param base  1 <= base < 2^61 - 1. Tests pass 1, which makes any two anagrams collide.
  explicit Fingerprints(std::uint64_t base) : base_(base) {}

  /// With a base drawn by std::random_device.
  static Fingerprints random();

  [[nodiscard]] Fingerprint operator()(const View& view, Range segment,
                                       base::Checkpoint& checkpoint) const;

 private:
  std::uint64_t base_;
};

/// Are two segments the same, but for the kind and amount of white space within? Neither begins
/// or ends with white space. Linear.
[[nodiscard]] bool same_segment(const View& a, Range in_a, const View& b, Range in_b);

}  // namespace broadsheet::text
