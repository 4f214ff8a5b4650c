// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

bool is_upper(char32_t c) { return is_word(c) && properties(c).lower_delta != 0; }
bool is_letter(char32_t c) { return is_word(c) && c != U'_' && !(c >= U'0' && c <= U'9'); }
bool has_case(char32_t c) { return (properties(c).flags & cased) != 0; }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_dash(char32_t c) { return c == U'-' || c == U'–' || c == U'—' || c == U'―' || c == U'−'; }

// Reads a dateline from its begin.
template <class Unit>
class Dateline {
 public:
  Dateline(const Unit* units, std::size_t begin, std::size_t end)
      : units_(units), i_(begin), end_(std::min(end, begin + 120)), sentence_end_(end) {}

  std::optional<DatelineEnd> read() {
    const auto place = read_place();
    if (!place.is_right) return std::nullopt;
    const bool has_brackets = read_brackets(place.n_words > 0);
    if (place.n_words == 0 && !has_brackets) return std::nullopt;
    if (!place.in_capitals && !has_brackets) return std::nullopt;
    skip_spaces();
    if (!read_dash()) return std::nullopt;
    skip_spaces();
    if (i_ >= sentence_end_ || i_ >= end_) return std::nullopt;
    // "NATO - the military alliance - agreed": what follows a dateline begins a sentence.
    if (!has_brackets && is_letter(units_[i_]) && !is_upper(units_[i_]) && has_case(units_[i_])) {
      return std::nullopt;
    }
    return DatelineEnd{i_, has_brackets || place.has_comma};
  }

 private:
  struct Place {
    bool is_right = true;
    bool in_capitals = false;
    bool has_comma = false;
    std::size_t n_words = 0;
  };

  Place read_place() {
    constexpr std::size_t longest = 60;
    const auto last = std::min(end_, i_ + longest);
    Place place;
    bool after_comma = false;
    bool all_capitals = true;
    std::size_t most_letters = 0;
    while (i_ < last) {
      const char32_t c = units_[i_];
      if (is_letter(c)) {
        const auto begin = i_;
        bool upper = true;
        while (i_ < last && (is_letter(units_[i_]) || is_joint(i_))) {
          if (is_letter(units_[i_])) upper = upper && is_upper(units_[i_]);
          ++i_;
        }
        if (!is_upper(units_[begin])) {
          place.is_right = false;
          return place;
        }
        if (!after_comma) {
          all_capitals = all_capitals && upper;
          if (upper) most_letters = std::max(most_letters, i_ - begin);
        }
        ++place.n_words;
      } else if (is_digit(c) && after_comma) {
        ++i_;
      } else if (c == U',' || c == U'/') {
        after_comma = after_comma || c == U',';
        ++i_;
      } else if (c == U'.' || is_space(c)) {
        ++i_;
      } else {
        break;
      }
    }
    place.in_capitals = all_capitals && most_letters >= 3;
    place.has_comma = after_comma;
    if (!place.in_capitals && place.n_words > 5) place.is_right = false;
    return place;
  }

  // An apostrophe or hyphen between letters.
  [[nodiscard]] bool is_joint(std::size_t i) const {
    const char32_t c = units_[i];
    return (c == U'\'' || c == U'’' || c == U'-') && i + 1 < end_ && is_letter(units_[i + 1]) &&
           i > 0 && is_letter(units_[i - 1]);
  }

  // An agency: after a place also "(dpa)"; alone it begins with a capital, unlike "(a)" and "(ii)".
  bool read_brackets(bool has_place) {
    constexpr std::size_t longest = 40;
    if (i_ >= end_ || units_[i_] != U'(') return false;
    const auto last = std::min(end_, i_ + longest);
    auto i = i_ + 1;
    if (i >= last || !is_letter(units_[i])) return false;
    if (!has_place && (!is_upper(units_[i]) || i + 1 >= last || !is_letter(units_[i + 1]))) {
      return false;
    }
    while (i < last && units_[i] != U')' && units_[i] != U'(') ++i;
    if (i >= last || units_[i] != U')') return false;
    i_ = i + 1;
    return true;
  }

  bool read_dash() {
    const auto begin = i_;
    while (i_ < end_ && is_dash(units_[i_]) && i_ - begin < 3) ++i_;
    if (i_ == begin) return false;
    // A hyphen within a word is none.
    return i_ < end_ && is_space(units_[i_]) && begin > 0 &&
           (is_space(units_[begin - 1]) || units_[begin - 1] == U')' || units_[begin] != U'-');
  }

  void skip_spaces() {
    while (i_ < end_ && is_space(units_[i_])) ++i_;
  }

  const Unit* units_;
  std::size_t i_;
  std::size_t end_;
  std::size_t sentence_end_;
};

// clang-format off
constexpr auto credit_words = [] {
  std::array hashes{
    // agencies that sell pictures
    word_hash(U"getty"), word_hash(U"shutterstock"), word_hash(U"istock"), word_hash(U"alamy"),
    word_hash(U"unsplash"), word_hash(U"flickr"),
    // "photo", "picture" as credits have them
    word_hash(U"photo"), word_hash(U"photograph"), word_hash(U"foto"),
    word_hash(U"symbolfoto"), word_hash(U"symbolbild"), word_hash(U"archivfoto"),
    word_hash(U"archivbild"), word_hash(U"fotografía"), word_hash(U"fotografia"), word_hash(U"fot"),
    word_hash(U"zdjęcie"), word_hash(U"фото"), word_hash(U"фотография"), word_hash(U"լուսանկար"),
    word_hash(U"fotoğraf"), word_hash(U"φωτογραφία"), word_hash(U"снимка"),
  };
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}();
// clang-format on

}  // namespace

std::optional<DatelineEnd> dateline_end(const View& view, std::size_t begin, std::size_t end) {
  return visit(view,
               [&](const auto* units, std::size_t) { return Dateline(units, begin, end).read(); });
}

bool is_credit_word(std::uint64_t hash) noexcept {
  return std::binary_search(credit_words.begin(), credit_words.end(), hash);
}

void find_credits(const View& view, base::Checkpoint& checkpoint, std::vector<Range>& out) {
  constexpr std::size_t longest = 100;
  visit(view, [&](const auto* units, std::size_t length) {
    using Unit = std::remove_cvref_t<decltype(*units)>;
    std::size_t rested = 0;  // where the last checkpoint was
    for (std::size_t i = 0; i < length;) {
      if (i - rested >= 65536) {
        checkpoint();
        rested = i;
      }
      const auto stop = std::min(length, i + 65536);
      i = static_cast<std::size_t>(std::find(units + i, units + stop, Unit{'('}) - units);
      if (i == stop) continue;
      const auto last = std::min(length, i + longest);
      bool is_credit = false;
      bool is_edge = true;  // nothing but a space stands between it and a bracket or "/", ":", ","
      bool may_be = false;  // the word before is one, if an edge follows
      auto end = i + 1;
      while (end < last && units[end] != U')' && units[end] != U'(') {
        const char32_t c = units[end];
        if (!is_word(c)) {
          if (c == U'/' || c == U':' || c == U',' || c == U'|') {
            is_credit = is_credit || may_be;
            is_edge = true;
          }
          ++end;
          continue;
        }
        WordHash hash;
        for (; end < last && is_word(units[end]); ++end) hash.add(lower(units[end]));
        may_be = is_credit_word(hash.value());
        is_credit = is_credit || (may_be && is_edge);
        is_edge = false;
      }
      is_credit = is_credit || may_be;
      if (is_credit && end < last && units[end] == U')') {
        out.push_back({i, end + 1});
      }
      i = end;
    }
  });
}

bool is_copyright(const View& view, Range sentence, std::span<const PhraseWord> words) {
  constexpr std::size_t longest = 40;
  constexpr std::size_t longest_plain = 12;  // without a sign
  constexpr auto copyright = word_hash(U"copyright");
  if (words.size() > longest) return false;
  return visit(view, [&](const auto* units, std::size_t) {
    const auto has_sign = [&](std::size_t begin, std::size_t end) {
      for (auto i = begin; i < end; ++i) {
        if (units[i] == U'©') return true;
      }
      return false;
    };
    const auto& first = words.front();
    if (has_sign(std::max(sentence.begin, first.begin - std::min<std::size_t>(first.begin, 2)),
                 first.begin)) {
      return true;
    }
    if (first.hash != copyright || words.size() < 2) return false;
    const auto& second = words[1];
    const bool is_c = second.end - second.begin == 1 && lower(units[second.begin]) == U'c' &&
                      units[second.begin - 1] == U'(';
    if (is_c || has_sign(first.end, second.end)) return true;
    return second.is_number && words.size() <= longest_plain;
  });
}

std::size_t separator_words(const View& view, std::span<const PhraseWord> words) {
  return visit(view, [&](const auto* units, std::size_t) -> std::size_t {
    const auto is_symbols = [&](const PhraseWord& word) {
      for (auto i = word.begin; i < word.end; ++i) {
        const char32_t c = units[i];
        if (c != U'*' && c != U'_' && c != U'=' && c != U'~' && c != U'•' && c != U'·' &&
            c != U'#' && !is_dash(c)) {
          return false;
        }
      }
      return true;
    };
    std::size_t n = 0;
    std::size_t n_symbols = 0;
    while (n < words.size() && n_symbols < 100 && is_symbols(words[n])) {
      n_symbols += words[n].end - words[n].begin;
      ++n;
    }
    return n_symbols >= 3 ? n : 0;
  });
}

}  // namespace broadsheet::text
