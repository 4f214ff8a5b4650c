// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace broadsheet::text {

namespace detail {
// Both halves of the 128-bit product, folded: each bit of the result depends on all of both.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
// Odd constants with about half of their bits set, from the digits of pi.
inline constexpr std::uint64_t pi_1 = 0x243F6A8885A308D3;
inline constexpr std::uint64_t pi_2 = 0x13198A2E03707345;
inline constexpr std::uint64_t pi_3 = 0xA4093822299F31D1;
}  // namespace detail

/// The hash of one word, code point by code point: `add` each lower-cased, then ask.
///
/// Nothing about it is secret or drawn at random, so that what was learned in two processes can be
/// put together. Whoever writes articles of an outlet gains nothing by writing two phrases that
/// share a hash: the phrase itself, written there often enough, would be taken out as well.
class WordHash {
 public:
  constexpr void add(char32_t c) { state_ = (state_ ^ c) * 0x9E3779B97F4A7C15; }
  [[nodiscard]] constexpr std::uint64_t value() const {
    return detail::mix(state_ ^ detail::pi_1, detail::pi_2);
  }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325;
};

/// Of a word that is lower case already.
[[nodiscard]] constexpr std::uint64_t word_hash(std::u32string_view word) {
  WordHash hash;
  for (const auto c : word) hash.add(c);
  return hash.value();
}

/// The hash of a run of words, word by word, by which two runs are the same.
///
/// The first number or date among them counts as any other ("Copyright 2019" as "Copyright 2020",
/// "Updated May 4, 2021" as "Updated 3 June 2020"); further ones have to agree, since what differs
/// in several numbers ("rose 12 points to 2,713") says something else each time.
class Phrase {
 public:
  /// What sets phrases of the same words apart.
  enum class Mark : std::uint8_t {
    none,
    colon,  ///< a colon ends it: "More:" is another phrase than "More".
    head,   ///< it begins amid the head of a text, behind a by-line.
  };

  /// More words than these are not told apart by `words_of`.
  static constexpr std::size_t most_words = 255;

  /// @param hash        `word_hash` of the word.
  /// @param is_number   whether it is a number or part of a date,
  /// @param is_symbols  or has no word character.
  void add(std::uint64_t hash, bool is_number, bool is_symbols = false) {
    has_letters_ = has_letters_ || !(is_number || is_symbols);
    if (is_number && in_number_ && is_first_) return;  // of the same number or date
    if (is_number && !in_number_) {
      is_first_ = !has_number_;
      has_number_ = true;
    }
    in_number_ = is_number;
    state_ = detail::mix(state_ ^ (is_number && is_first_ ? detail::pi_3 : hash), detail::pi_1);
    ++n_words_;
  }

  [[nodiscard]] std::size_t n_words() const { return n_words_; }
  [[nodiscard]] bool has_letters() const { return has_letters_; }

  /// 56 bits of hash, and below them the number of words, 255 for more.
  [[nodiscard]] std::uint64_t key(Mark mark = Mark::none) const {
    constexpr std::uint64_t marks[] = {detail::pi_2, detail::pi_3, detail::pi_1};
    return (detail::mix(state_, marks[static_cast<int>(mark)]) & ~std::uint64_t{0xFF}) |
           (n_words_ < most_words ? n_words_ : most_words);
  }

 private:
  std::uint64_t state_ = detail::pi_2;
  std::size_t n_words_ = 0;
  bool in_number_ = false;
  bool is_first_ = false;
  bool has_number_ = false;
  bool has_letters_ = false;
};

/// How many words has the phrase of a key? 255 for more.
[[nodiscard]] constexpr std::size_t words_of(std::uint64_t key) { return key & 0xFF; }

}  // namespace broadsheet::text
