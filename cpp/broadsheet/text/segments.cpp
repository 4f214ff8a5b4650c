// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/segments.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "broadsheet/text/abbreviations.hpp"
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

enum Class : std::uint8_t {
  space_class = 1,
  line_break = 2,    // also space_class
  stop = 4,          // ends a sentence if white space follows
  sure_stop = 8,     // ends a sentence, whatever follows
  closing = 16,      // may stand between a stop and the end of the sentence
  low_closing = 32,  // likewise in some languages, but opens in others: only before white space
  opening = 64,      // may stand before the first letter of a sentence
};

// clang-format off
constexpr std::uint8_t classify_punctuation(char32_t c) {
  switch (c) {
    case U'\n': case U'\r': case U'\v': case U'\f': case 0x1C: case 0x1D: case 0x1E: case 0x85:
    case 0x2028: case 0x2029:
      return space_class | line_break;
    case U'.': case U'!': case U'?': case U'…': case U'‼': case U'‽': case U'⁇': case U'⁈':
    case U'⁉': case U'．': case U'؟': case U'۔':
      return stop;
    case U'。': case U'｡': case U'！': case U'？': case U'։': case U'।': case U'॥': case U'።':
    case U'፧': case U'፨': case U'។': case U'៕': case U'။':
      return sure_stop;
    case U'"': case U'\'': case U'’': case U'”': case U'»': case U'›':
      return closing | opening;
    case U'“': case U'‘': case U'«': case U'‹':
      return low_closing | opening;
    case U')': case U']': case U'}': case U'」': case U'』': case U'）': case U'］': case U'】':
    case U'》': case U'〉': case U'〕': case U'｣':
      return closing;
    case U'(': case U'[': case U'{': case U'„': case U'‚': case U'¿': case U'¡': case U'「':
    case U'『': case U'（': case U'【': case U'《': case U'〈':
      return opening;
    default:
      return 0;
  }
}
// clang-format on

constexpr bool is_ascii_space(char32_t c) { return c == U' ' || c == U'\t' || c == 0x1F; }

constexpr auto ascii_classes = [] {
  std::array<std::uint8_t, 128> classes{};
  for (char32_t c = 0; c < 128; ++c) {
    classes[c] = is_ascii_space(c) ? std::uint8_t{space_class} : classify_punctuation(c);
  }
  return classes;
}();

inline std::uint8_t class_of(char32_t c) {
  if (c < 128) return ascii_classes[c];
  const auto punctuation = classify_punctuation(c);
  if (punctuation != 0) return punctuation;
  return is_space(c) ? std::uint8_t{space_class} : std::uint8_t{0};
}

// What ends a line or, mostly, a sentence.
constexpr std::uint8_t ends = line_break | stop | sure_stop;

// Which characters of the alphabets up to Hebrew do: one look for nearly every character.
constexpr auto first_ends = [] {
  std::array<bool, 0x600> found{};
  for (char32_t c = 0; c < found.size(); ++c) found[c] = (classify_punctuation(c) & ends) != 0;
  return found;
}();

bool is_lower_case(char32_t c) {
  const auto& record = properties(c);
  return (record.flags & cased) != 0 && record.lower_delta == 0;
}

constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

template <class Unit>
class Cutter {
 public:
  Cutter(const Unit* units, std::size_t length, base::Checkpoint& checkpoint, Segments& out)
      : units_(units), length_(length), checkpoint_(checkpoint), out_(out) {}

  void run() {
    std::size_t i = skip(0, space_class, 0);
    while (i < length_) {
      out_.first_sentence.push_back(out_.sentences.size());
      const auto begin = i;
      i = cut_line(i);
      out_.lines.push_back({begin, out_.sentences.back().end});
      i = skip(i, space_class, 0);
    }
    out_.first_sentence.push_back(out_.sentences.size());
  }

 private:
  // Cuts the line that begins at `i`, a code point that is not white space; returns where its
  // break or the text's end is.
  std::size_t cut_line(std::size_t i) {
    auto begin = i;
    while ((i = pass_plain(i)) < length_) {
      rest();
      const auto kind = class_of(units_[i]);
      if (kind & line_break) break;
      const auto first_stop = i;
      bool sure = false;
      i = after_stops(i, sure);
      const auto next = skip(i, space_class, line_break);
      if (next == length_ || (class_of(units_[next]) & line_break)) {
        i = next;
      } else if (sure || ends_sentence(begin, first_stop, i, next)) {
        out_.sentences.push_back({begin, i});
        begin = i = next;
      }
    }
    auto end = i;
    while (class_of(units_[end - 1]) & space_class) --end;
    out_.sentences.push_back({begin, end});
    return i;
  }

  // Past the code points from `i` on at which no line and no sentence can end: nearly all.
  std::size_t pass_plain(std::size_t i) {
    while (i < length_) {
      for (const auto part = std::min(length_, i + 65536); i < part; ++i) {
        if (may_end(units_[i])) return i;
      }
      checkpoint_();
    }
    return i;
  }

  static bool may_end(char32_t c) {
    if (c < first_ends.size()) return first_ends[c];
    if (c >= 0x2010 && c <= 0x2025) return false;  // dashes, quotation marks
    return (class_of(c) & ends) != 0;
  }

  // Past the stops at `i` and what closes after them.
  std::size_t after_stops(std::size_t i, bool& sure) {
    for (; i < length_; ++i) {
      rest();
      const auto kind = class_of(units_[i]);
      if (kind & sure_stop) sure = true;
      const auto passed = stop | sure_stop | closing | (sure ? 0 : low_closing);
      if (!(kind & passed)) break;
    }
    return i;
  }

  // Does the sentence from `begin`, whose stops are [first_stop, end), end before `next`?
  bool ends_sentence(std::size_t begin, std::size_t first_stop, std::size_t end, std::size_t next) {
    if (next == end) return false;  // no white space
    const auto letter = skip(next, opening, 0);
    if (letter < length_ && is_lower_case(units_[letter])) return false;
    const bool lone_dot =
        units_[first_stop] == U'.' &&
        (first_stop + 1 == end || !(class_of(units_[first_stop + 1]) & (stop | sure_stop)));
    return !(lone_dot && is_dotted_word(begin, first_stop));
  }

  // Is the word before `dot`, within the sentence from `begin`, written with a dot anyway?
  bool is_dotted_word(std::size_t begin, std::size_t dot) const {
    std::array<char32_t, longest_abbreviation> letters{};
    auto first = dot;
    bool digits = true;
    while (first > begin && is_word(units_[first - 1])) {
      if (dot - first == letters.size()) return false;
      --first;
      const char32_t c = units_[first];
      letters[letters.size() - (dot - first)] = c;
      digits = digits && is_digit(c);
    }
    const auto size = dot - first;
    if (size == 0) return false;
    if (digits) return first == begin;
    if (first > begin && (units_[first - 1] == U'\'' || units_[first - 1] == U'’')) return false;
    return size == 1 || is_abbreviation({letters.data() + letters.size() - size, size});
  }

  // Past the code points from `i` on that have a bit of `wanted` and none of `unwanted`.
  std::size_t skip(std::size_t i, std::uint8_t wanted, std::uint8_t unwanted) {
    for (; i < length_; ++i) {
      rest();
      const auto kind = class_of(units_[i]);
      if (!(kind & wanted) || (kind & unwanted)) break;
    }
    return i;
  }

  void rest() {
    if (++steps_ % 65536 == 0) checkpoint_();
  }

  const Unit* units_;
  std::size_t length_;
  base::Checkpoint& checkpoint_;
  Segments& out_;
  std::size_t steps_ = 0;
};

}  // namespace

void cut(const View& view, base::Checkpoint& checkpoint, Segments& out) {
  out.lines.clear();
  out.sentences.clear();
  out.first_sentence.clear();
  visit(view, [&](const auto* units, std::size_t length) {
    Cutter(units, length, checkpoint, out).run();
  });
}

}  // namespace broadsheet::text
