// SPDX-License-Identifier: Apache-2.0
// Folding of sixteen ASCII characters at a time. PRIVATE to fold.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace broadsheet::text::ascii {

inline constexpr std::size_t block = 16;

/// Copies a block to `out`, in lower case if asked for.
/// @returns  bit i: character i is a word character; or -1, with nothing promised of `out`, where
///           a character is not ASCII.
#if defined(__SSE2__)

inline int fold_block(__m128i v, bool lowercase, char* out) {
  const auto between = [v](char first, char last, __m128i x) {
    return _mm_and_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(x, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  const __m128i lowered = _mm_or_si128(v, _mm_and_si128(between('A', 'Z', v), _mm_set1_epi8(0x20)));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), lowercase ? lowered : v);
  const __m128i letters = between('a', 'z', lowered);
  const __m128i digits = between('0', '9', v);
  const __m128i underscores = _mm_cmpeq_epi8(v, _mm_set1_epi8('_'));
  return _mm_movemask_epi8(_mm_or_si128(letters, _mm_or_si128(digits, underscores)));
}

inline __m128i load(const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); }

inline bool is_zero(__m128i v) {
  return _mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())) == 0xFFFF;
}

inline int fold_block(const std::uint8_t* in, bool lowercase, char* out) {
  const __m128i v = load(in);
  return _mm_movemask_epi8(v) != 0 ? -1 : fold_block(v, lowercase, out);
}

inline int fold_block(const std::uint16_t* in, bool lowercase, char* out) {
  const __m128i a = load(in);
  const __m128i b = load(in + 8);
  const auto beyond = _mm_set1_epi16(static_cast<short>(0xFF80));
  if (!is_zero(_mm_and_si128(_mm_or_si128(a, b), beyond))) return -1;
  return fold_block(_mm_packus_epi16(a, b), lowercase, out);
}

inline int fold_block(const std::uint32_t* in, bool lowercase, char* out) {
  const __m128i a = load(in);
  const __m128i b = load(in + 4);
  const __m128i c = load(in + 8);
  const __m128i d = load(in + 12);
  const __m128i all = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));
  if (!is_zero(_mm_and_si128(all, _mm_set1_epi32(~0x7F)))) return -1;
  return fold_block(_mm_packus_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d)), lowercase, out);
}

#else

template <class Unit>
int fold_block(const Unit* in, bool lowercase, char* out) {
  int mask = 0;
  Unit all = 0;
  for (std::size_t i = 0; i < block; ++i) {
    all = static_cast<Unit>(all | in[i]);
    const auto c = static_cast<unsigned char>(in[i]);
    const auto lowered = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    out[i] = static_cast<char>(lowercase ? lowered : c);
    const bool is_word = (lowered >= 'a' && lowered <= 'z') || (c >= '0' && c <= '9') || c == '_';
    mask |= static_cast<int>(is_word) << i;
  }
  return all >= 0x80 ? -1 : mask;
}

#endif

}  // namespace broadsheet::text::ascii
