// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>
#include <vector>

#include "broadsheet/tokens/char_ngrams.hpp"
#include "catch.hpp"
#include "reference/words.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::tokens {
namespace {

using Within = CharNgrams::Within;

std::vector<std::string> make(CharNgrams& ngrams, const std::u32string& whole, Within within,
                              NgramRange range) {
  {
    const auto folded = test::folded(whole, {.lowercase = false});
    ngrams.start(folded, within, range);
  }  // the text need not live on
  std::vector<std::string> result;
  for (auto found = ngrams.next(); !found.empty(); found = ngrams.next()) {
    for (const auto& token : found) {
      const Token again(token.data, token.length, process_seed());
      REQUIRE((token.words == again.words && token.hash == again.hash));
    }
    test::append(found, result);
  }
  REQUIRE(ngrams.next().empty());
  return result;
}

std::vector<std::string> make(const std::u32string& whole, Within within, NgramRange range) {
  CharNgrams ngrams;
  return make(ngrams, whole, within, range);
}

void check(CharNgrams& ngrams, const std::u32string& whole, NgramRange range) {
  INFO("length " << whole.size() << ", range " << range.least << ".." << range.most);
  const auto in_text = reference::char_ngrams(whole, range.least, range.most);
  REQUIRE(reference::count(make(ngrams, whole, Within::text, range)) ==
          reference::count(reference::utf8(in_text)));
  const auto in_words = reference::char_wb_ngrams(whole, range.least, range.most);
  REQUIRE(reference::count(make(ngrams, whole, Within::words, range)) ==
          reference::count(reference::utf8(in_words)));
}

TEST_CASE("n-grams of a text take white space of two or more as one space", "[tokens]") {
  REQUIRE(make(U"a \n\tb", Within::text, {2, 2}) == std::vector<std::string>{"a ", " b"});
  REQUIRE(make(U"a\nb", Within::text, {2, 2}) == std::vector<std::string>{"a\n", "\nb"});
  REQUIRE(make(U"\n\n", Within::text, {1, 2}) == std::vector<std::string>{" "});
  REQUIRE(make(U"ab", Within::text, {3, 5}).empty());
  REQUIRE(make(U"", Within::text, {1, 2}).empty());
}

TEST_CASE("n-grams of words have a space on both sides, and short words count once", "[tokens]") {
  REQUIRE(make(U"ab\u00A0c.", Within::words, {3, 3}) ==
          std::vector<std::string>{" ab", "ab ", " c.", "c. "});
  REQUIRE(make(U"ab", Within::words, {4, 6}) == std::vector<std::string>{" ab "});
  REQUIRE(make(U"ab", Within::words, {5, 9}) == std::vector<std::string>{" ab "});
  REQUIRE(make(U"  ", Within::words, {1, 5}).empty());
}

TEST_CASE("characters are code points, of whatever many bytes", "[tokens]") {
  REQUIRE(make(U"\u00E9\u4E2D\U0001F600", Within::text, {2, 2}) ==
          std::vector<std::string>{"\xC3\xA9\xE4\xB8\xAD", "\xE4\xB8\xAD\xF0\x9F\x98\x80"});
}

TEST_CASE("a batch may end anywhere: within a word, at its end, before the next", "[tokens]") {
  CharNgrams ngrams;
  for (std::size_t length = 1; length < 12; ++length) {
    std::u32string words;
    while (words.size() < 3000) words += std::u32string(length, U'w') + U" ";
    for (std::size_t before = 0; before < 12; ++before) {
      const auto whole = std::u32string(before, U'v') + U" " + words;
      check(ngrams, whole, {1, 1});
      check(ngrams, whole, {2, 4});
      check(ngrams, whole, {3, 5});
    }
  }
}

TEST_CASE("texts of about 1024 n-grams, and words of so many", "[tokens]") {
  CharNgrams ngrams;
  for (std::size_t length = 1015; length < 1035; ++length) {
    for (const NgramRange range :
         {NgramRange{1, 1}, {2, 2}, {3, 3}, {1, 2}, {1500, 1500}, {1020, 1030}}) {
      const std::u32string word(length, U'w');
      check(ngrams, word, range);
      check(ngrams, word + U" x", range);
      check(ngrams, word + U" " + word + U"yz", range);
    }
  }
}

TEST_CASE("n-grams of characters equal their reference on random texts", "[tokens]") {
  std::mt19937 random(12);
  CharNgrams ngrams;
  for (int round = 0; round < 500; ++round) {
    const auto whole = test::random_text(random, random() % (round % 10 == 0 ? 3000 : 200),
                                         random() % 2 == 0 ? 0x7F : 0x10FFFF);
    const auto least = 1 + random() % 5;
    check(ngrams, whole, {least, least + random() % 4});
  }
}

}  // namespace
}  // namespace broadsheet::tokens
