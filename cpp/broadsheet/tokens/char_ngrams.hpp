// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/text/fold.hpp"
#include "broadsheet/tokens/token.hpp"
#include "broadsheet/tokens/word_ngrams.hpp"

namespace broadsheet::tokens {

/// Makes n-grams of the characters (code points) of one folded text.
///
/// Over the whole text, white space of two characters or more counting as one space; or within
/// words only: each run of other than white space, with a space put on both sides, where a word
/// that is shorter than n counts whole, once. These are scikit-learn's analyzers char and char_wb.
class CharNgrams {
 public:
  enum class Within { text, words };

  /// Begins with a text, which need not outlive the call.
  void start(const text::Folded& folded, Within within, NgramRange range);

  /// @returns  the next n-grams, none at the end of the text; valid until the next call.
  std::span<const Token> next();

 private:
  void append(const char* data, std::size_t length);
  void append_text(const text::Folded& folded);
  void append_words(const text::Folded& folded);
  void take(std::size_t first, std::size_t last);

  Within within_ = Within::text;
  NgramRange range_;
  std::vector<char> bytes_;
  std::vector<std::size_t> begins_;    // of characters in bytes_, and the end of the last one
  std::vector<std::size_t> segments_;  // ends of the text or its words, in characters
  std::size_t segment_ = 0;
  std::size_t segment_begin_ = 0;
  std::size_t at_ = 0;  // the character that the next n-grams begin with
  std::vector<Token> ngrams_;
};

}  // namespace broadsheet::tokens
