// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace broadsheet::text {

/// Whether a word, by its `word_hash`, is part of a date.
enum class CalendarWord : std::uint8_t {
  none,
  weekday,  ///< "Monday", "lundi": by itself.
  month,    ///< "May", "mars": beside a number only, since many are words of their own too.
};

/// Looks a word up among the names of months and days, and their usual abbreviations, in English,
/// German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian and Turkish.
///
/// @param hash  `word_hash` of the word, lower-cased.
[[nodiscard]] CalendarWord calendar_word(std::uint64_t hash) noexcept;

}  // namespace broadsheet::text
