// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/tokens/token.hpp"

namespace broadsheet::tokens {

/// Lengths of n-grams, least and most: 1 <= least <= most.
struct NgramRange {
  std::size_t least = 1;
  std::size_t most = 1;
};

/// Makes n-grams of the words of one article, that come in batches: n words that follow each
/// other, joined by one space. Those whose last word is in a batch come with that batch.
class WordNgrams {
 public:
  /// Forgets the words of the article before.
  void clear();

  /// @returns  the n-grams that end in `words`; valid until the next call.
  std::span<const Token> next(std::span<const Token> words, NgramRange range);

 private:
  struct Place {
    std::size_t begin;
    std::size_t end;
  };
  void append(std::span<const Token> words);
  void keep_last(std::size_t n);

  std::vector<char> joined_;  // the words, a space after each: an n-gram is a slice of it
  std::vector<Place> places_;
  std::vector<Token> ngrams_;
};

}  // namespace broadsheet::tokens
