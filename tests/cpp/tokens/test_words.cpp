// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>
#include <vector>

#include "broadsheet/tokens/words.hpp"
#include "catch.hpp"
#include "reference/words.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::tokens {
namespace {

std::vector<std::string> find(const text::Folded& folded, std::size_t min_length) {
  std::vector<std::string> result;
  std::vector<Token> room(WordFinder::most_at_once);
  for (WordFinder finder(folded, min_length); !finder.done();) {
    const auto n = finder.next(std::span<Token, WordFinder::most_at_once>(room));
    for (const auto& token : std::span(room).first(n)) {
      const Token again(token.data, token.length, process_seed());
      REQUIRE(token.words == again.words);
      REQUIRE(token.hash == again.hash);
    }
    test::append(std::span<const Token>(room).first(n), result);
  }
  return result;
}

void check(const std::u32string& whole) {
  const auto folded = test::folded(whole, {.lowercase = false});
  for (const std::size_t min_length : std::vector<std::size_t>{1, 2, 3, 4, 5, 9, 20}) {
    INFO("min_length " << min_length << ", length " << whole.size());
    REQUIRE(find(folded, min_length) == reference::utf8(reference::words(whole, min_length)));
  }
}

TEST_CASE("words are runs of word characters that are long enough", "[tokens]") {
  const auto folded = test::folded(U"A don't, do_it! \u00E9t\u00E9 \u4E2D \u4E2D\u6587.");
  REQUIRE(find(folded, 2) == std::vector<std::string>{"don", "do_it", "\xC3\xA9t\xC3\xA9",
                                                      "\xE4\xB8\xAD\xE6\x96\x87"});
  REQUIRE(find(folded, 1).size() == 7);
  REQUIRE(find(test::folded(U""), 1).empty());
  REQUIRE(find(test::folded(U" ."), 1).empty());
}

TEST_CASE("words of all lengths are found wherever they begin", "[tokens]") {
  for (std::size_t before = 0; before < 140; ++before) {
    for (const std::size_t length :
         std::vector<std::size_t>{1, 2, 8, 9, 63, 64, 65, 127, 128, 129, 512, 513, 1100}) {
      const std::u32string whole = std::u32string(before, U' ') + std::u32string(length, U'w');
      const auto found = find(test::folded(whole), 1);
      REQUIRE(found == std::vector{std::string(length, 'w')});
      REQUIRE(find(test::folded(whole + U" x"), 1) == std::vector{found[0], std::string("x")});
    }
  }
}

TEST_CASE("as many words as a text can have", "[tokens]") {
  for (const std::size_t n :
       std::vector<std::size_t>{32, 33, 255, 256, 257, 1023, 1024, 1025, 5000}) {
    std::u32string whole;
    for (std::size_t i = 0; i < n; ++i) whole += U"a ";
    check(whole);
    check(U" " + whole);
    check(whole + U"a");
  }
}

TEST_CASE("the length of a word is that of its code points", "[tokens]") {
  for (const char32_t letter : U"a\u00E9\u4E2D\U0001D400") {
    if (letter == 0) continue;
    std::u32string whole;
    for (std::size_t n = 1; n < 25; ++n) whole += std::u32string(n, letter) + U" ";
    check(whole);
  }
}

TEST_CASE("words equal their reference on random texts", "[tokens]") {
  std::mt19937 random(11);
  for (int round = 0; round < 800; ++round) {
    check(test::random_text(random, random() % (round % 20 == 0 ? 4000 : 300),
                            std::vector<char32_t>{0x7F, 0xFF, 0x10FFFF}[random() % 3]));
  }
}

}  // namespace
}  // namespace broadsheet::tokens
