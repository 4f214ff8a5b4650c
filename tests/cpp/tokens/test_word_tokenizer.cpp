// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/tokens/word_tokenizer.hpp"
#include "catch.hpp"
#include "reference/words.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::tokens {
namespace {

constexpr std::size_t batch = 32'768;  // code points

std::vector<std::string> tokenize(const WordTokenizer& tokenizer, const std::u32string& whole,
                                  WordTokenizer::Scratch& scratch) {
  std::vector<std::string> result;
  const test::Text owner(whole);
  test::with_checkpoint([&](auto& checkpoint) {
    tokenizer.tokenize(owner.view(), scratch, checkpoint,
                       [&](std::span<const Token> tokens) { test::append(tokens, result); });
  });
  return result;
}

std::vector<std::string> expected(const std::u32string& whole, const text::FoldOptions& fold,
                                  std::size_t min_length) {
  return reference::utf8(reference::words(reference::fold(whole, fold), min_length));
}

void check(const std::u32string& whole) {
  WordTokenizer::Scratch scratch;
  REQUIRE(tokenize(WordTokenizer({}, 2, {}), whole, scratch) == expected(whole, {}, 2));
}

TEST_CASE("tokens are folded words without stop words", "[tokens]") {
  const WordTokenizer tokenizer({.strip_accents = text::StripAccents::ascii}, 2,
                                StopWords({"the", "of", "ete"}));
  WordTokenizer::Scratch scratch;
  REQUIRE(tokenize(tokenizer, U"The End of \u00C9t\u00E9, THE a word.", scratch) ==
          std::vector<std::string>{"end", "word"});
  REQUIRE(tokenize(tokenizer, U"", scratch).empty());
  REQUIRE(tokenize(tokenizer, U"the of", scratch).empty());
}

TEST_CASE("a word of no code points is refused", "[tokens]") {
  REQUIRE_THROWS_AS(WordTokenizer({}, 0, {}), std::invalid_argument);
}

TEST_CASE("texts longer than a batch are cut at spaces only", "[tokens]") {
  const std::u32string letters(batch, U'W');
  for (const std::size_t more : std::vector<std::size_t>{0, 1, 2, 63, 64, 65, 40'000}) {
    const std::u32string tail(more, U'v');
    check(letters + tail);  // no space at all
    check(letters + U" " + tail);
    check(letters + tail + U"\nend of it");
    check(U"\u4E2D" + letters + tail + U"\u2003x" + letters + U"\tyy zz");
    check(std::u32string(batch - 1, U' ') + U"ab" + tail + U" cd");
  }
}

TEST_CASE("a sigma behind a cut still sees what is before it", "[tokens]") {
  const auto start = std::u32string(batch - 3, U'.') + U"AB";
  check(start + U"\u03A3 x\u03A3 \u03A3");
  check(start + U".\u03A3");
  check(start + U".' \u03A3");
}

TEST_CASE("long random texts give the tokens of the reference", "[tokens]") {
  std::mt19937 random(8);
  WordTokenizer::Scratch scratch;
  for (const char32_t highest : {0x7Fu, 0xFFu, 0xFFFFu, 0x10FFFFu}) {
    for (int round = 0; round < 4; ++round) {
      auto whole = test::random_text(random, 3 * batch, highest);
      if (round == 3) {  // few places to cut at
        std::replace_if(whole.begin(), whole.end(), text::is_space, U'_');
        whole[2 * batch] = U' ';
      }
      const text::FoldOptions fold{random() % 2 == 0, round % 2 == 0 ? text::StripAccents::unicode
                                                                     : text::StripAccents::none};
      // The reference's sigma looks at the whole text: a few are enough.
      std::size_t n_sigmas = 0;
      for (auto& c : whole) {
        if (c == U'\u03A3' && ++n_sigmas > 50) c = U'A';
      }
      REQUIRE(tokenize(WordTokenizer(fold, 2, {}), whole, scratch) == expected(whole, fold, 2));
    }
  }
}

}  // namespace
}  // namespace broadsheet::tokens
