// SPDX-License-Identifier: Apache-2.0
// Where phrases may begin and end within a sentence: the same for learning and for taking out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/phrase_words.hpp"

namespace broadsheet::text {

/// The longest phrase that is part of a sentence, in words (a number of several ones counts so).
inline constexpr std::size_t longest_part = 40;
/// So many first words of a sentence are counted even where the sentence goes on.
inline constexpr std::size_t longest_against = 5;
/// The shortest phrase that may begin amid a sentence, in words.
inline constexpr std::size_t shortest_free = 4;
/// The shortest whole sentence that may stand at the end of another, in words.
inline constexpr std::size_t shortest_tail = 5;
/// And the longest.
inline constexpr std::size_t longest_tail = 400;
/// A phrase's `lead` is of so many of its first words, or of all.
inline constexpr std::size_t lead_words = 4;
/// By which it is looked up quickly.
[[nodiscard]] inline std::uint16_t lead_of(const Phrase& first_words) {
  return static_cast<std::uint16_t>(first_words.key() >> 32);
}
/// So many first words of a text may be by-lines, before which and after which phrases may begin.
inline constexpr std::size_t head_words = 8;

/// May a phrase begin at word i of a text's first sentence?
[[nodiscard]] inline bool is_behind_byline(std::span<const PhraseWord> words, std::size_t i,
                                           bool is_head) {
  return is_head && i > 0 && i < head_words && words[i].is_capital && !words[i].opens;
}

/// The shortest phrase behind a by-line, in words.
inline constexpr std::size_t shortest_behind_byline = 2;

/// What sets a phrase with this last word apart?
[[nodiscard]] inline Phrase::Mark mark_of(const PhraseWord& last, bool is_behind_byline) {
  if (is_behind_byline) return Phrase::Mark::head;
  return last.has_colon ? Phrase::Mark::colon : Phrase::Mark::none;
}

inline void add_word(const PhraseWord& word, Phrase& phrase) {
  phrase.add(word.hash, word.is_number, word.is_symbols);
}

/// Is the word after word i part of the same number or date?
[[nodiscard]] inline bool continues_number(std::span<const PhraseWord> words, std::size_t i) {
  return words[i].is_number && i + 1 < words.size() && words[i + 1].is_number;
}

}  // namespace broadsheet::text
