// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/tokens/stop_words.hpp"
#include "catch.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::tokens {
namespace {

bool contains(const StopWords& words, const std::string& word) {
  return words.contains(test::Term(word).token(process_seed()));
}

TEST_CASE("no stop words contain nothing", "[tokens]") {
  for (const auto& words : {StopWords(), StopWords(std::vector<std::string>{})}) {
    REQUIRE(words.empty());
    REQUIRE_FALSE(contains(words, "the"));
    REQUIRE_FALSE(contains(words, ""));
  }
}

TEST_CASE("stop words are told from their neighbours", "[tokens]") {
  const StopWords words({"the", "a", "the", "\xC3\xA9t\xC3\xA9", "internationalisation", ""});
  REQUIRE_FALSE(words.empty());
  for (const auto* in : {"the", "a", "\xC3\xA9t\xC3\xA9", "internationalisation", ""}) {
    REQUIRE(contains(words, in));
  }
  for (const auto* out : {"The", "th", "them", "b", "\xC3\xA9t", "internationaXisation"}) {
    REQUIRE_FALSE(contains(words, out));
  }
}

TEST_CASE("a copy and a moved one contain the same", "[tokens]") {
  StopWords words({"the", "internationalisation"});
  const auto copy = words;
  const auto moved = std::move(words);
  for (const auto* word : {"the", "internationalisation"}) {
    REQUIRE(contains(copy, word));
    REQUIRE(contains(moved, word));
  }
}

TEST_CASE("thousands of stop words equal a set", "[tokens]") {
  std::mt19937 random(2);
  const auto word = [&] {
    std::string result;
    for (auto n = random() % 20; n > 0; --n) result += static_cast<char>('a' + random() % 3);
    return result;
  };
  std::vector<std::string> list;
  for (int i = 0; i < 5000; ++i) list.push_back(word());
  const std::set<std::string> expected(list.begin(), list.end());
  const StopWords words(list);
  for (const auto& w : list) REQUIRE(contains(words, w));
  for (int i = 0; i < 5000; ++i) {
    const auto w = word();
    REQUIRE(contains(words, w) == (expected.count(w) == 1));
  }
}

}  // namespace
}  // namespace broadsheet::tokens
