// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "broadsheet/tokens/word_ngrams.hpp"
#include "catch.hpp"
#include "reference/words.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::tokens {
namespace {

// The words in batches of at most `most` words, cut at random.
std::vector<std::string> make(WordNgrams& ngrams, const std::vector<std::string>& words,
                              NgramRange range, std::size_t most, std::mt19937& random) {
  std::vector<std::string> result;
  ngrams.clear();
  for (std::size_t first = 0; first < words.size();) {
    const auto last = std::min<std::size_t>(words.size(), first + random() % (most + 1));
    std::vector<test::Term> owners(words.begin() + static_cast<std::ptrdiff_t>(first),
                                   words.begin() + static_cast<std::ptrdiff_t>(last));
    std::vector<Token> batch;
    for (const auto& owner : owners) batch.push_back(owner.token(process_seed()));
    const auto made = ngrams.next(batch, range);
    for (const auto& token : made) {
      const Token again(token.data, token.length, process_seed());
      REQUIRE((token.words == again.words && token.hash == again.hash));
    }
    test::append(made, result);
    first = last;
  }
  return result;
}

TEST_CASE("n-grams are words that follow each other, joined by a space", "[tokens]") {
  std::mt19937 random(1);
  WordNgrams ngrams;
  auto found = make(ngrams, {"to", "be", "or"}, {1, 2}, 3, random);
  std::sort(found.begin(), found.end());
  REQUIRE(found == std::vector<std::string>{"be", "be or", "or", "to", "to be"});
  REQUIRE(make(ngrams, {"to", "be"}, {3, 4}, 2, random).empty());
  REQUIRE(make(ngrams, {}, {1, 2}, 2, random).empty());
}

TEST_CASE("an article's n-grams do not reach into the article before", "[tokens]") {
  std::mt19937 random(1);
  WordNgrams ngrams;
  REQUIRE(make(ngrams, {"a", "b"}, {2, 2}, 2, random) == std::vector<std::string>{"a b"});
  REQUIRE(make(ngrams, {"c", "d"}, {2, 2}, 2, random) == std::vector<std::string>{"c d"});
}

TEST_CASE("how the words come in batches does not matter", "[tokens]") {
  std::mt19937 random(4);
  WordNgrams ngrams;
  for (int round = 0; round < 1500; ++round) {
    reference::Strings32 words;
    for (auto n = random() % 60; n > 0; --n) {
      words.push_back(std::u32string(1 + random() % 20, U'a' + static_cast<char32_t>(n % 26)));
    }
    const NgramRange range{1 + random() % 3, 3 + random() % 3};
    auto expected = reference::utf8(reference::word_ngrams(words, range.least, range.most));
    std::sort(expected.begin(), expected.end());
    const auto whole = make(ngrams, reference::utf8(words), range, 1000, random);
    for (const std::size_t most : std::vector<std::size_t>{1, 2, 7}) {
      auto found = make(ngrams, reference::utf8(words), range, most, random);
      REQUIRE(found == whole);
      std::sort(found.begin(), found.end());
      REQUIRE(found == expected);
    }
  }
}

}  // namespace
}  // namespace broadsheet::tokens
