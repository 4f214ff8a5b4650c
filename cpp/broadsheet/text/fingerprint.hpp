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
  std::uint64_t hash = 0;  ///< below 2^61 - 1.
  std::size_t length = 0;  ///< code points, each run of white space being one.
  bool has_word = false;   ///< holds a word character: a letter, digit or underscore.
};

/// Hashes segments by a base that nobody can foresee, so that no text can be written to make
/// others collide.
///
/// The hash is the polynomial of the code points (each plus one) at `base`, over the prime
/// 2^61 - 1: two different segments of at most n code points share it for at most n of all bases.
/// Source: L. Carter and M. Wegman, "Universal classes of hash functions", 1979; M. Dietzfelbinger
/// et al., "Polynomial hash functions are reliable", 1992.
class Fingerprints {
 public:
  /// @param base  1 <= base <= 2^60 - 2^32. Tests pass 1, by which all anagrams collide.
  explicit Fingerprints(std::uint64_t base) : base_(base) {}

  /// With a base drawn by std::random_device.
  static Fingerprints random();

  /// Of one segment, which neither begins nor ends with white space. Linear in its length.
  [[nodiscard]] Fingerprint operator()(const View& view, Range segment,
                                       base::Checkpoint& checkpoint) const;

  /// Of the segment made of `first` and `second`, with white space between them or not.
  /// O(log(second.length)).
  [[nodiscard]] Fingerprint join(const Fingerprint& first, bool white_space,
                                 const Fingerprint& second) const;

 private:
  std::uint64_t base_;
};

/// Spreads a hash over all 64 bits, one to one, so that its top bits can choose a partition.
/// Source: the finalizer of MurmurHash3, A. Appleby.
[[nodiscard]] constexpr std::uint64_t spread(std::uint64_t h) noexcept {
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
  return h ^ (h >> 33);
}

/// Are two segments the same, but for the kind and amount of white space within? Neither begins
/// or ends with white space. Linear.
[[nodiscard]] bool same_segment(const View& a, Range in_a, const View& b, Range in_b);

}  // namespace broadsheet::text
