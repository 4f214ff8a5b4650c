// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/fingerprint.hpp"

#include <random>

#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;
__extension__ typedef unsigned __int128 Wide;

// (a * b + c) mod prime, where `prime` itself may stand for 0: for a <= prime, b < prime, c < 2^21.
inline std::uint64_t multiply_add(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  const auto product = static_cast<Wide>(a) * b + c;
  const auto sum = (static_cast<std::uint64_t>(product) & prime) +
                   static_cast<std::uint64_t>(product >> 61);
  return (sum & prime) + (sum >> 61);
}

// Spreads the bits, one to one: the hash's top bits choose a partition. Source: the finalizer of
// MurmurHash3 (A. Appleby).
inline std::uint64_t spread(std::uint64_t h) {
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
  return h ^ (h >> 33);
}

}  // namespace

Fingerprints Fingerprints::random() {
  std::random_device device;
  std::uniform_int_distribution<std::uint64_t> bases(std::uint64_t{1} << 32, prime - 1);
  return Fingerprints(bases(device));
}

Fingerprint Fingerprints::operator()(const View& view, Range segment,
                                     base::Checkpoint& checkpoint) const {
  return visit(view, [&](const auto* units, std::size_t) {
    Fingerprint result;
    std::uint64_t h = 1;  // so that leading zeros count
    bool after_space = false;
    for (auto i = segment.begin; i < segment.end; ++i) {
      if (i % 65536 == 65535) checkpoint();
      char32_t c = units[i];
      const auto flags = properties(c).flags;
      if (flags & space) {
        if (after_space) continue;
        c = U' ';
      }
      after_space = (flags & space) != 0;
      result.has_word = result.has_word || (flags & word) != 0;
      h = multiply_add(h, base_, c);
      ++result.length;
    }
    result.hash = spread(h == prime ? 0 : h);
    return result;
  });
}

bool same_segment(const View& a, Range in_a, const View& b, Range in_b) {
  return visit(a, [&](const auto* units_a, std::size_t) {
    return visit(b, [&](const auto* units_b, std::size_t) {
      auto i = in_a.begin;
      auto j = in_b.begin;
      while (i < in_a.end && j < in_b.end) {
        const char32_t c = units_a[i++];
        const char32_t d = units_b[j++];
        if (c == d && !is_space(c)) continue;
        if (!is_space(c) || !is_space(d)) return false;
        while (i < in_a.end && is_space(units_a[i])) ++i;
        while (j < in_b.end && is_space(units_b[j])) ++j;
      }
      return i == in_a.end && j == in_b.end;
    });
  });
}

}  // namespace broadsheet::text
