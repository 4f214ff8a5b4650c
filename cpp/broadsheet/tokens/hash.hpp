// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace broadsheet::tokens {

static_assert(std::endian::native == std::endian::little, "a term's first byte is its lowest");

/// The bytes of a term, as two words: all of it up to 16 bytes, else its first and last 8.
/// Terms of equal length up to 16 are equal exactly when their words are.
struct Words {
  std::uint64_t first;
  std::uint64_t last;

  friend bool operator==(const Words&, const Words&) = default;
};

/// @param data  readable for 8 bytes at least, whatever `length` is.
inline Words words_of(const char* data, std::size_t length) {
  // No branch on the length: the lengths of an article's words cannot be predicted.
  const auto n = length < 8 ? length : 8;
  const auto mask = ((std::uint64_t{1} << 4 * n) << 4 * n) - 1;
  Words words;
  std::memcpy(&words.first, data, 8);
  std::memcpy(&words.last, data + length - n, 8);
  words.first &= mask;
  words.last &= mask;
  return words;
}

/// A hash of terms, different in each process: articles are untrusted, and nobody shall be able to
/// write one whose words all fall into one slot. No result depends on it.
[[nodiscard]] std::uint64_t process_seed() noexcept;

namespace detail {
// Both halves of the 128-bit product, folded: each bit of the result depends on all of both.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
}  // namespace detail

/// @param words  words_of(data, length).
inline std::uint64_t hash(const Words& words, const char* data, std::size_t length,
                          std::uint64_t seed) {
  // Odd constants with about half of their bits set, from the digits of pi.
  constexpr std::uint64_t pi_1 = 0x243F6A8885A308D3;
  constexpr std::uint64_t pi_2 = 0x13198A2E03707345;
  constexpr std::uint64_t pi_3 = 0xA4093822299F31D1;
  std::uint64_t state = detail::mix(words.first ^ pi_1 ^ seed, words.last ^ pi_2 ^ length);
  for (std::size_t at = 8; at + 8 < length; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, data + at, 8);
    state = detail::mix(state ^ word ^ seed, pi_3);
  }
  return state;
}

}  // namespace broadsheet::tokens
