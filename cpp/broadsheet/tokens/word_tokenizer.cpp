// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/word_tokenizer.hpp"

#include <stdexcept>
#include <utility>

namespace broadsheet::tokens {

WordTokenizer::WordTokenizer(text::FoldOptions fold, std::size_t min_length, StopWords stop_words)
    : fold_(fold), min_length_(min_length), stop_words_(std::move(stop_words)) {
  if (min_length_ < 1) throw std::invalid_argument("min_length must be at least 1");
}

std::size_t WordTokenizer::cut(const text::View& view, std::size_t begin) {
  constexpr std::size_t batch = 1 << 15;
  if (view.length - begin <= batch) return view.length;
  return text::visit(view, [&](const auto* units, std::size_t length) {
    const auto* from = units + begin + batch;
    const auto* space = std::find_if(from, units + length,
                                     [](auto c) { return c == ' ' || c == '\n' || c == '\t'; });
    return space == units + length ? length : static_cast<std::size_t>(space - units) + 1;
  });
}

std::size_t WordTokenizer::find(WordFinder& finder, Scratch& scratch) const {
  const auto n = finder.next(std::span<Token, WordFinder::most_at_once>(scratch.tokens));
  if (stop_words_.empty()) return n;
  const auto first = scratch.tokens.begin();
  const auto last = std::remove_if(first, first + static_cast<std::ptrdiff_t>(n),
                                   [&](const Token& t) { return stop_words_.contains(t); });
  return static_cast<std::size_t>(last - first);
}

}  // namespace broadsheet::tokens
