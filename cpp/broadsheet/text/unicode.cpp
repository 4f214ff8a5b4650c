// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace tables {

#include "broadsheet/text/unicode_tables.inc"

}  // namespace tables

namespace {

// Conjoining jamo behaviour: The Unicode Standard 15.0, section 3.12.
constexpr char32_t first_syllable = 0xAC00, first_leading = 0x1100, first_vowel = 0x1161,
                   before_trailing = 0x11A7;
constexpr char32_t n_leading = 19, n_vowel = 21, n_trailing = 28;
constexpr char32_t n_syllables = n_leading * n_vowel * n_trailing;

Decomposition decompose_hangul(char32_t syllable) noexcept {
  const auto leading = first_leading + syllable / (n_vowel * n_trailing);
  const auto vowel = first_vowel + syllable / n_trailing % n_vowel;
  const auto trailing = syllable % n_trailing;
  if (trailing == 0) return {{leading, vowel}, 2};
  return {{leading, vowel, before_trailing + trailing}, 3};
}

}  // namespace

Decomposition decompose(char32_t c) noexcept {
  if (c >= first_syllable && c - first_syllable < n_syllables) {
    return decompose_hangul(c - first_syllable);
  }
  const auto block =
      static_cast<std::uint32_t>(tables::decomposition_blocks[c >> tables::block_bits]);
  const auto within = c & ((1u << tables::block_bits) - 1);
  const auto place = tables::decomposition_entries[(block << tables::block_bits) + within];
  if (place == 0) return {{c}, 1};

  Decomposition result{};
  const char32_t* const entry = tables::decomposition_pool + place;
  result.length = static_cast<std::uint8_t>(entry[0]);
  for (std::uint8_t i = 0; i < result.length; ++i) result.code_points[i] = entry[i + 1];
  return result;
}

}  // namespace broadsheet::text
