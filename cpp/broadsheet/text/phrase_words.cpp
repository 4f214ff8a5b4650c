// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/phrase_words.hpp"

#include <algorithm>

#include "broadsheet/text/calendar.hpp"
#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

enum Kind : std::uint8_t {
  word_kind = 1,
  space_kind = 2,
  upper_kind = 4,
  digit_kind = 8,
  joining_kind = 16,  // ties what follows to the sentence: , ;
  colon_kind = 32,
  other_kind = 64,  // any other character
};

constexpr std::uint8_t ascii_kind(char32_t c) {
  if (c >= U'a' && c <= U'z') return word_kind;
  if (c >= U'A' && c <= U'Z') return word_kind | upper_kind;
  if (c >= U'0' && c <= U'9') return word_kind | digit_kind;
  if (c == U'_') return word_kind;
  if (c == U' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F)) return space_kind;
  if (c == U',' || c == U';') return joining_kind;
  if (c == U':') return colon_kind;
  return other_kind;
}

constexpr auto ascii_kinds = [] {
  std::array<std::uint8_t, 128> kinds{};
  for (char32_t c = 0; c < 128; ++c) kinds[c] = ascii_kind(c);
  return kinds;
}();

inline std::uint8_t kind_of(char32_t c) {
  if (c < 128) return ascii_kinds[c];
  const auto& record = properties(c);
  if (record.flags & word) {
    return record.lower_delta != 0 ? word_kind | upper_kind : std::uint8_t{word_kind};
  }
  if (record.flags & space) return space_kind;
  if (c == U'،' || c == U'؛' || c == U'，' || c == U'；' || c == U'、') return joining_kind;
  if (c == U'：' || c == U'՝') return colon_kind;
  return other_kind;
}

constexpr auto ascii_lower = [] {
  std::array<std::uint8_t, 128> letters{};
  for (std::uint8_t c = 0; c < 128; ++c) {
    letters[c] = c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + 32) : c;
  }
  return letters;
}();

inline char32_t lower_case(char32_t c) { return c < 128 ? ascii_lower[c] : lower(c); }

constexpr bool is_closing(char32_t c) { return c == U')' || c == U']' || c == U'}'; }

constexpr bool is_pair(char32_t opening, char32_t closing) {
  return (opening == U'(' && closing == U')') || (opening == U'[' && closing == U']');
}

// The words that sentences start with most are short.
constexpr std::size_t most_start_letters = 4;

}  // namespace

bool is_quotation_mark(char32_t c) noexcept {
  switch (c) {
    case U'"':
    case U'“':
    case U'”':
    case U'„':
    case U'«':
    case U'»':
    case U'‘':
    case U'’':
    case U'\'':
    case U'「':
    case U'『':
      return true;
    default:
      return false;
  }
}

void PhraseCutter::start(const View& view, const Segments& segments, std::size_t begin) {
  view_ = view;
  sentences_ = segments.sentences;
  next_sentence_ = 0;
  while (next_sentence_ < sentences_.size() && sentences_[next_sentence_].end <= begin) {
    ++next_sentence_;
  }
  next_begin_ = begin;
}

bool PhraseCutter::next(base::Checkpoint& checkpoint) {
  if (next_sentence_ == sentences_.size()) return false;
  block_.words.clear();
  block_.first_word.clear();
  block_.sentences.clear();
  lower_.fill(0);
  capital_.fill(0);
  capitals_.fill(0);
  visit(view_, [&](const auto* units, std::size_t) {
    while (next_sentence_ < sentences_.size() && block_.words.size() < most_words) {
      block_.first_word.push_back(block_.words.size());
      auto range = sentences_[next_sentence_];
      range.begin = std::max(range.begin, next_begin_);
      block_.sentences.push_back(range);
      cut_sentence(units, range, checkpoint);
    }
    block_.first_word.push_back(block_.words.size());
    mark_borders(units, checkpoint);
  });
  return true;
}

template <class Unit>
void PhraseCutter::cut_sentence(const Unit* units, Range sentence, base::Checkpoint& checkpoint) {
  const auto end = sentence.end;
  auto i = sentence.begin;
  bool after_symbol = false;  // the word before is of symbols
  bool after_lower = false;   // or in lower case, with nothing but white space since
  while (i < end) {
    if (block_.words.size() % 16384 == 16383) checkpoint();
    const auto kind = kind_of(units[i]);
    if (kind & space_kind) {
      ++i;
      if ((i & 0xFFFF) == 0) checkpoint();
      continue;
    }
    if (block_.words.size() == most_words) {
      next_begin_ = i;
      block_.sentences.back().end = i;
      return;
    }
    const auto begin = i;
    if (kind & word_kind) {
      WordHash hash;
      std::uint8_t all = 0xFF;
      std::uint8_t k = kind;
      do {
        all &= k;
        hash.add(lower_case(units[i]));
        if ((++i & 0xFFFF) == 0) checkpoint();
      } while (i < end && ((k = kind_of(units[i])) & word_kind));
      const auto value = hash.value();
      const bool capital = (kind & upper_kind) != 0;
      auto& word = block_.words.emplace_back();
      word.begin = begin;
      word.end = i;
      word.hash = value;
      word.is_number = (all & digit_kind) != 0;
      word.is_capital = capital;
      word.is_symbols = units[begin] == U'_' && units[i - 1] == U'_';
      word.opens = begin == sentence.begin || units[begin - 1] == U'[' || after_symbol;
      const auto bit = std::uint64_t{1} << (value % 64);
      const auto entry = value % n_bits / 64;
      if (!capital) {
        lower_[entry] |= bit;
      } else if (after_lower) {
        capitals_[entry] |= capital_[entry] & bit;
        capital_[entry] |= bit;
      }
      after_lower = !capital && !word.is_number;
      after_symbol = false;
      continue;
    }
    // Other characters: up to white space or a word.
    after_lower = false;
    WordHash hash;
    while (i < end && !(kind_of(units[i]) & (space_kind | word_kind))) {
      hash.add(units[i]);
      if ((++i & 0xFFFF) == 0) checkpoint();
    }
    const bool begins = begin == sentence.begin || (kind_of(units[begin - 1]) & space_kind) != 0;
    const bool ends = i == end || (kind_of(units[i]) & space_kind) != 0;
    if (!begins || !ends) {
      after_symbol = false;
      continue;
    }
    auto next = i;
    while (next < end && (kind_of(units[next]) & space_kind)) ++next;
    const bool before_symbol = next < end && !(kind_of(units[next]) & word_kind);
    if (i - begin >= 2 || after_symbol || before_symbol || (begin == sentence.begin && i == end)) {
      PhraseWord word;
      word.begin = begin;
      word.end = i;
      word.hash = hash.value();
      word.is_symbols = true;
      block_.words.push_back(word);
      after_symbol = true;
    }
  }
  next_begin_ = 0;
  ++next_sentence_;
}

template <class Unit>
void PhraseCutter::mark_borders(const Unit* units, base::Checkpoint& checkpoint) {
  base::Pace pace(checkpoint);
  for (std::size_t s = 0; s < block_.sentences.size(); ++s) {
    const auto first = block_.first_word[s];
    const auto last = block_.first_word[s + 1];
    if (first < last) block_.words[first].opens = true;
    for (auto i = first; i < last; ++i) mark_date(i, first, last);
    for (auto i = first; i < last; ++i) {
      mark_border(units, i, i + 1 == last ? nullptr : &block_.words[i + 1], block_.sentences[s],
                  pace);
    }
  }
}

// Marks word i, of those [first, last) of a sentence, if it is part of a date: a weekday, or a
// month beside a number; between the two may stand a word of two letters, as in "4 de mayo de
// 2008".
void PhraseCutter::mark_date(std::size_t i, std::size_t first, std::size_t last) {
  auto& words = block_.words;
  if (words[i].is_number) return;
  const auto calendar = calendar_word(words[i].hash);
  if (calendar == CalendarWord::none) return;
  words[i].is_number = calendar == CalendarWord::weekday;
  if (calendar != CalendarWord::month) return;
  const auto mark = [&](PhraseWord* between, const PhraseWord& number) {
    if (!number.is_number || (between != nullptr && between->end - between->begin != 2)) return;
    words[i].is_number = true;
    if (between != nullptr) between->is_number = true;
  };
  if (i > first) mark(nullptr, words[i - 1]);
  if (i > first + 1) mark(&words[i - 1], words[i - 2]);
  if (i + 1 < last) mark(nullptr, words[i + 1]);
  if (i + 2 < last) mark(&words[i + 1], words[i + 2]);
}

// What follows a word, the next of its sentence being given?
template <class Unit>
void PhraseCutter::mark_border(const Unit* units, std::size_t i, const PhraseWord* next,
                               Range sentence, base::Pace& pace) {
  auto& word = block_.words[i];
  const auto gap_end = next == nullptr ? sentence.end : next->begin;
  if (next != nullptr && gap_end == word.end + 1 && units[word.end] == U' ' && !next->is_capital &&
      !next->is_number && (kind_of(units[next->begin]) & word_kind)) {
    return;  // mostly: Follows::more
  }
  std::uint8_t kinds = 0;
  bool only_closing = true;  // apart from white space
  bool has_quotation = false;
  bool closes = false;  // what the sentence began with
  pace.parts(gap_end - word.end, [&](std::size_t first, std::size_t last) {
    for (auto at = word.end + first; at < word.end + last; ++at) {
      const char32_t c = units[at];
      const auto kind = kind_of(c);
      kinds |= kind;
      if (!(kind & space_kind) && !is_closing(c)) only_closing = false;
      has_quotation = has_quotation || is_quotation_mark(c);
      closes = closes || is_pair(units[sentence.begin], c);
    }
  });
  word.has_colon = (kinds & colon_kind) != 0 && !(kinds & joining_kind);
  if (next == nullptr) {
    word.follows = Follows::end;
    return;
  }
  if (kinds & joining_kind) return;
  if (!(kinds & space_kind)) {
    // "AFP/Getty" is unlike "AFP's".
    word.is_tied = gap_end == word.end + 1 && units[word.end] == U'/';
    if (word.is_tied) word.follows = Follows::unknown;
    return;
  }
  const bool is_word = (kind_of(units[next->begin]) & word_kind) != 0;
  if (is_word && !next->is_capital && !next->is_number) return;
  word.follows = Follows::unknown;
  if (word.has_colon) {
    if (!has_quotation) word.follows = Follows::start;
    return;
  }
  if (closes) {
    word.follows = Follows::start;
    return;
  }
  if (!only_closing || !next->is_capital) return;
  const auto length = next->end - next->begin;
  if (length > most_start_letters) return;
  if (length > 1 && (kind_of(units[next->begin + 1]) & upper_kind)) return;
  // "I", and initials.
  if (length == 1 &&
      (units[next->begin] == U'I' || (next->end < sentence.end && units[next->end] == U'.'))) {
    return;
  }
  const auto bit = std::uint64_t{1} << (next->hash % 64);
  const auto entry = next->hash % n_bits / 64;
  const bool after_lower = !word.is_capital && !word.is_number && (kinds & other_kind) == 0;
  const auto& elsewhere = after_lower ? capitals_ : capital_;
  if ((lower_[entry] & bit) && !(elsewhere[entry] & bit)) word.follows = Follows::start;
}

}  // namespace broadsheet::text
