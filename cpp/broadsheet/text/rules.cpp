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
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_dash(char32_t c) { return c == U'-' || c == U'–' || c == U'—' || c == U'―' || c == U'−'; }

// Reads a dateline from its begin.
template <class Unit>
class Dateline {
 public:
  Dateline(const Unit* units, std::size_t begin, std::size_t end)
      : units_(units), i_(begin), end_(std::min(end, begin + 120)), sentence_end_(end) {}

  std::optional<std::size_t> read() {
    const auto place = read_place();
    if (!place.is_right) return std::nullopt;
    const bool has_brackets = read_brackets();
    if (place.n_words == 0 && !has_brackets) return std::nullopt;
    if (!place.in_capitals && !has_brackets) return std::nullopt;
    skip_spaces();
    if (!read_dash()) return std::nullopt;
    skip_spaces();
    if (i_ >= sentence_end_ || i_ >= end_) return std::nullopt;
    return i_;
  }

 private:
  struct Place {
    bool is_right = true;
    bool in_capitals = false;
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
    if (!place.in_capitals && place.n_words > 5) place.is_right = false;
    return place;
  }

  // An apostrophe or hyphen between letters.
  [[nodiscard]] bool is_joint(std::size_t i) const {
    const char32_t c = units_[i];
    return (c == U'\'' || c == U'’' || c == U'-') && i + 1 < end_ && is_letter(units_[i + 1]) &&
           i > 0 && is_letter(units_[i - 1]);
  }

  bool read_brackets() {
    constexpr std::size_t longest = 40;
    if (i_ >= end_ || units_[i_] != U'(') return false;
    const auto last = std::min(end_, i_ + longest);
    auto i = i_ + 1;
    if (i >= last || !is_upper(units_[i])) {
      if (i >= last || !is_letter(units_[i])) return false;
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
    word_hash(U"imago"), word_hash(U"unsplash"), word_hash(U"flickr"),
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

std::optional<std::size_t> dateline_end(const View& view, std::size_t begin, std::size_t end) {
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
    for (std::size_t i = 0; i < length;) {
      // In steps, for the checkpoint.
      const auto stop = std::min(length, i + 65536);
      i = static_cast<std::size_t>(std::find(units + i, units + stop, Unit{'('}) - units);
      if (i == stop) {
        checkpoint();
        continue;
      }
      const auto last = std::min(length, i + longest);
      bool is_credit = false;
      auto end = i + 1;
      while (end < last && units[end] != U')' && units[end] != U'(') {
        if (!is_word(units[end])) {
          ++end;
          continue;
        }
        WordHash hash;
        for (; end < last && is_word(units[end]); ++end) hash.add(lower(units[end]));
        is_credit = is_credit || is_credit_word(hash.value());
      }
      if (is_credit && end < last && units[end] == U')') {
        out.push_back({i, end + 1});
      }
      i = end;
    }
  });
}

bool is_copyright(const View& view, std::span<const PhraseWord> words) {
  constexpr std::size_t longest = 40;
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
    if (first.begin > 0 &&
        has_sign(first.begin - std::min<std::size_t>(first.begin, 2), first.begin)) {
      return true;
    }
    if (first.hash != copyright || words.size() < 2) return false;
    const auto& second = words[1];
    const bool is_c = second.end - second.begin == 1 && lower(units[second.begin]) == U'c' &&
                      units[second.begin - 1] == U'(';
    return second.is_number || is_c || has_sign(first.end, second.end);
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
