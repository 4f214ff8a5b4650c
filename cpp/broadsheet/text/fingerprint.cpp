// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/fingerprint.hpp"

#include <random>

#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;
__extension__ typedef unsigned __int128 Wide;

// A number congruent to a * b + c modulo the prime, below 2^62 for a < 2^62, b <= 2^60 - 2^32 and
// c < 2^21: of the product the low bits are below 2^61, the high ones below 2^61 - 2^33. So one
// step of folding will do for each code point, and a chain of them is reduced at its end.
inline std::uint64_t multiply_add(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  const auto product = static_cast<Wide>(a) * b;
  return (static_cast<std::uint64_t>(product) & prime) + static_cast<std::uint64_t>(product >> 61) +
         c;
}

// a * b modulo the prime, for a and b below it.
inline std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
  const auto sum = multiply_add(a, b, 0);
  return sum >= prime ? sum - prime : sum;
}

}  // namespace

Fingerprints Fingerprints::random() {
  std::random_device device;
  constexpr std::uint64_t half = std::uint64_t{1} << 32;
  std::uniform_int_distribution<std::uint64_t> bases(half, (std::uint64_t{1} << 60) - half);
  return Fingerprints(bases(device));
}

Fingerprint Fingerprints::operator()(const View& view, Range segment,
                                     base::Checkpoint& checkpoint) const {
  return visit(view, [&](const auto* units, std::size_t) {
    Fingerprint result;
    std::uint64_t h = 0;
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
      h = multiply_add(h, base_, c + 1);
      ++result.length;
    }
    result.hash = h % prime;
    return result;
  });
}

Fingerprint Fingerprints::join(const Fingerprint& first, bool white_space,
                               const Fingerprint& second) const {
  Fingerprint result{first.hash, first.length + second.length, first.has_word || second.has_word};
  if (white_space) {
    result.hash = multiply_add(result.hash, base_, U' ' + 1) % prime;
    ++result.length;
  }
  // Times base^second.length, by squaring.
  auto power = base_;
  for (auto n = second.length; n > 0; n /= 2) {
    if (n % 2 == 1) result.hash = multiply(result.hash, power);
    power = multiply(power, power);
  }
  result.hash = (result.hash + second.hash) % prime;
  return result;
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
