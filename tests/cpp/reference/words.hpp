// SPDX-License-Identifier: Apache-2.0
// From a text to its counted terms, one code point after the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "broadsheet/text/fold.hpp"
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::reference {

using Strings = std::vector<std::string>;
using Strings32 = std::vector<std::u32string>;

inline bool has(char32_t c, text::Flag flag) { return (text::properties(c).flags & flag) != 0; }

/// A lone surrogate as its three bytes.
inline std::string utf8(const std::u32string& code_points) {
  std::string bytes;
  const auto put = [&](char32_t byte) { bytes += static_cast<char>(byte); };
  for (const char32_t c : code_points) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | c >> 6);
      put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      put(0xE0 | c >> 12);
      put(0x80 | (c >> 6 & 0x3F));
      put(0x80 | (c & 0x3F));
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
      put(0x80 | (c >> 6 & 0x3F));
      put(0x80 | (c & 0x3F));
    }
  }
  return bytes;
}

inline Strings utf8(const Strings32& texts) {
  Strings result;
  for (const auto& t : texts) result.push_back(utf8(t));
  return result;
}

/// The nearest letter that is not case-ignorable is cased.
inline bool cased_comes_first(const std::u32string& letters) {
  const auto found = std::find_if(letters.begin(), letters.end(),
                                  [](char32_t c) { return !has(c, text::case_ignorable); });
  return found != letters.end() && has(*found, text::cased);
}

inline std::u32string lower(const std::u32string& whole) {
  std::u32string result;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] == U'\u0130') {
      result += U"i\u0307";
    } else if (whole[i] == U'\u03A3') {
      auto before = whole.substr(0, i);
      std::reverse(before.begin(), before.end());
      const bool last = cased_comes_first(before) && !cased_comes_first(whole.substr(i + 1));
      result += last ? U'\u03C2' : U'\u03C3';
    } else {
      result += text::lower(whole[i]);
    }
  }
  return result;
}

inline std::u32string fold(const std::u32string& whole, const text::FoldOptions& options) {
  const auto lowered = options.lowercase ? lower(whole) : whole;
  if (options.strip_accents == text::StripAccents::none) return lowered;
  std::u32string result;
  for (const char32_t c : lowered) {
    const auto decomposition = text::decompose(c);
    for (const char32_t part : decomposition.view()) {
      const bool ascii = options.strip_accents == text::StripAccents::ascii;
      if (ascii ? part < 0x80 : !has(part, text::combining)) result += part;
    }
  }
  return result;
}

/// Of a folded text.
inline Strings32 words(const std::u32string& folded, std::size_t min_length) {
  Strings32 result;
  std::u32string word;
  for (const char32_t c : folded + U' ') {
    if (text::is_word(c)) {
      word += c;
    } else {
      if (!word.empty() && word.size() >= min_length) result.push_back(word);
      word.clear();
    }
  }
  return result;
}

inline Strings32 word_ngrams(const Strings32& words, std::size_t least, std::size_t most) {
  Strings32 result;
  for (auto n = least; n <= most; ++n) {
    for (std::size_t i = 0; i + n <= words.size(); ++i) {
      auto joined = words[i];
      for (auto j = i + 1; j < i + n; ++j) joined += U" " + words[j];
      result.push_back(joined);
    }
  }
  return result;
}

/// Of a folded text, white space of two or more being one space.
inline Strings32 char_ngrams(const std::u32string& folded, std::size_t least, std::size_t most) {
  std::u32string whole;
  for (std::size_t i = 0; i < folded.size();) {
    auto end = i;
    while (end < folded.size() && text::is_space(folded[end])) ++end;
    whole += end - i >= 2 ? U' ' : folded[i];
    i = std::max(end, i + 1);
  }
  Strings32 result;
  for (auto n = least; n <= most; ++n) {
    for (std::size_t i = 0; i + n <= whole.size(); ++i) result.push_back(whole.substr(i, n));
  }
  return result;
}

/// Of each run of other than white space, as scikit-learn's _char_wb_ngrams goes about it.
inline Strings32 char_wb_ngrams(const std::u32string& folded, std::size_t least, std::size_t most) {
  Strings32 result;
  std::u32string run;
  for (const char32_t c : folded + U' ') {
    if (!text::is_space(c)) {
      run += c;
      continue;
    }
    if (run.empty()) continue;
    const auto padded = U" " + run + U" ";
    run.clear();
    for (auto n = least; n <= most; ++n) {
      std::size_t offset = 0;
      result.push_back(padded.substr(0, n));
      while (offset + n < padded.size()) result.push_back(padded.substr(++offset, n));
      if (offset == 0) break;  // a short word counts once
    }
  }
  return result;
}

template <class Term>
std::map<Term, int> count(const std::vector<Term>& terms) {
  std::map<Term, int> counts;
  for (const auto& term : terms) ++counts[term];
  return counts;
}

}  // namespace broadsheet::reference
