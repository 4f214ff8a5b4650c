// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <random>
#include <string>
#include <vector>

#include "broadsheet/vocabulary/numbered_words.hpp"
#include "catch.hpp"
#include "reference/words.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::vocabulary {
namespace {

NumberedWords number(const std::vector<std::u32string>& texts) {
  std::vector<test::Text> owners(texts.begin(), texts.end());
  std::vector<text::View> views;
  for (const auto& owner : owners) views.push_back(owner.view());
  return numbered_words(views, {});
}

// Each folded character with the place of the one that it comes from, cut into words.
void append_reference(const std::u32string& text, std::map<std::u32string, Index>& numbers,
                      NumberedWords& to) {
  const auto folded = reference::lower(text);
  std::vector<std::size_t> from;
  for (std::size_t i = 0; i < text.size(); ++i) {
    from.push_back(i);
    if (text[i] == U'\u0130') from.push_back(i);
  }
  REQUIRE(from.size() == folded.size());
  for (std::size_t begin = 0; begin < folded.size(); ++begin) {
    auto end = begin;
    while (end < folded.size() && text::is_word(folded[end])) ++end;
    if (end == begin) continue;
    const auto next = static_cast<Index>(numbers.size());
    to.ids.push_back(numbers.emplace(folded.substr(begin, end - begin), next).first->second);
    to.begins.push_back(static_cast<Offset>(from[begin]));
    to.ends.push_back(static_cast<Offset>(from[end - 1] + 1));
    begin = end;
  }
  to.indptr.push_back(static_cast<Offset>(to.ids.size()));
}

void check(const std::vector<std::u32string>& texts) {
  const auto found = number(texts);
  NumberedWords expected;
  std::map<std::u32string, Index> numbers;
  for (const auto& text : texts) append_reference(text, numbers, expected);
  REQUIRE(found.indptr == expected.indptr);
  REQUIRE(found.ids == expected.ids);
  REQUIRE(found.begins == expected.begins);
  REQUIRE(found.ends == expected.ends);
}

TEST_CASE("words have one number in all texts, and their place in each", "[vocabulary]") {
  const auto found = number({U"Rain: a STORM, a", U"", U"...", U"storm \u0130\u0130, \u0130a"});
  REQUIRE(found.indptr == std::vector<Offset>{0, 4, 4, 4, 9});
  // The dot of a small i with one ends the word.
  REQUIRE(found.ids == std::vector<Index>{0, 1, 2, 1, 2, 3, 3, 3, 1});
  REQUIRE(found.begins == std::vector<Offset>{0, 6, 8, 15, 0, 6, 7, 10, 11});
  REQUIRE(found.ends == std::vector<Offset>{4, 7, 13, 16, 5, 7, 8, 11, 12});
}

TEST_CASE("no texts have no words", "[vocabulary]") {
  const auto none = number({});
  REQUIRE(none.indptr == std::vector<Offset>{0});
  REQUIRE(none.ids.empty());
}

TEST_CASE("numbers and places equal their reference on random texts", "[vocabulary]") {
  std::mt19937 random(17);
  for (int round = 0; round < 300; ++round) {
    const char32_t highest = std::vector<char32_t>{0xFF, 0xFFFF, 0x10FFFF}[random() % 3];
    std::vector<std::u32string> texts;
    for (auto n = random() % 4; n > 0; --n) {
      texts.push_back(test::random_text(random, random() % 400, highest));
    }
    INFO("round " << round);
    check(texts);
  }
}

TEST_CASE("a text of many words is numbered to its end", "[vocabulary]") {
  std::u32string text;
  for (int i = 0; i < 60'000; ++i) text += i % 3 == 0 ? U"\u0130x " : U"Word ";
  check({text, text});
}

}  // namespace
}  // namespace broadsheet::vocabulary
