// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/tokens/analyzer.hpp"
#include "catch.hpp"
#include "reference/words.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::tokens {
namespace {

std::vector<std::string> analyze(const Analyzer& analyzer, const std::u32string& whole,
                                 Analyzer::Scratch& scratch) {
  std::vector<std::string> result;
  const test::Text owner(whole);
  test::with_checkpoint([&](auto& checkpoint) {
    analyzer.analyze(owner.view(), scratch, checkpoint,
                     [&](std::span<const Token> tokens) { test::append(tokens, result); });
  });
  return result;
}

TEST_CASE("lengths of n-grams that make no range are refused", "[tokens]") {
  for (const auto unit : {Unit::word, Unit::character, Unit::character_in_word}) {
    REQUIRE_THROWS_AS(Analyzer(unit, {0, 1}, {}, 2, {}), std::invalid_argument);
    REQUIRE_THROWS_AS(Analyzer(unit, {2, 1}, {}, 2, {}), std::invalid_argument);
    REQUIRE_THROWS_AS(Analyzer(unit, {0, 0}, {}, 2, {}), std::invalid_argument);
    REQUIRE_NOTHROW(Analyzer(unit, {2, 2}, {}, 2, {}));
  }
}

TEST_CASE("stop words are left out before n-grams are made, and not from characters", "[tokens]") {
  Analyzer::Scratch scratch;
  const StopWords stop_words({"of"});
  REQUIRE(analyze(Analyzer(Unit::word, {2, 2}, {}, 2, stop_words), U"End of days", scratch) ==
          std::vector<std::string>{"end days"});
  REQUIRE(analyze(Analyzer(Unit::character, {2, 2}, {}, 2, stop_words), U"OF", scratch) ==
          std::vector<std::string>{"of"});
}

TEST_CASE("every unit gives the tokens of its reference, scratch memory used again", "[tokens]") {
  std::mt19937 random(21);
  Analyzer::Scratch scratch;
  for (int round = 0; round < 400; ++round) {
    const auto whole = test::random_text(random, random() % (round % 20 == 0 ? 5000 : 250),
                                         random() % 2 == 0 ? 0xFF : 0x10FFFF);
    const text::FoldOptions fold{random() % 2 == 0, static_cast<text::StripAccents>(random() % 3)};
    const auto least = 1 + random() % 3;
    const NgramRange range{least, least + random() % 3};
    const auto folded = reference::fold(whole, fold);
    const auto check = [&](Unit unit, const reference::Strings32& expected) {
      REQUIRE(reference::count(analyze(Analyzer(unit, range, fold, 2, {}), whole, scratch)) ==
              reference::count(reference::utf8(expected)));
    };
    check(Unit::word, reference::word_ngrams(reference::words(folded, 2), range.least, range.most));
    check(Unit::character, reference::char_ngrams(folded, range.least, range.most));
    check(Unit::character_in_word, reference::char_wb_ngrams(folded, range.least, range.most));
  }
}

TEST_CASE("n-grams of words reach over the batches of a long text", "[tokens]") {
  std::u32string whole;
  for (char32_t i = 0; whole.size() < 100'000; ++i) {
    whole += U'w';
    whole += U'a' + i % 26;
    whole.append(i % 7, U'x');
    whole += U' ';
  }
  Analyzer::Scratch scratch;
  REQUIRE(
      reference::count(analyze(Analyzer(Unit::word, {1, 3}, {}, 2, {}), whole, scratch)) ==
      reference::count(reference::utf8(reference::word_ngrams(reference::words(whole, 2), 1, 3))));
}

TEST_CASE("UTF-8 has the tokens of its code points", "[tokens]") {
  std::mt19937 random(23);
  Analyzer::Scratch scratch;
  for (int round = 0; round < 200; ++round) {
    auto whole = test::random_text(random, random() % 300, round % 2 == 0 ? 0xFFFF : 0x10FFFF);
    std::erase_if(whole, [](char32_t c) { return c >= 0xD800 && c < 0xE000; });
    const auto bytes = reference::utf8(whole);
    for (const auto unit : {Unit::word, Unit::character, Unit::character_in_word}) {
      for (const NgramRange range : {NgramRange{1, 1}, NgramRange{1, 2}}) {
        const Analyzer analyzer(unit, range, {}, 2, {});
        std::vector<std::string> found;
        test::with_checkpoint([&](auto& checkpoint) {
          analyzer.analyze({bytes.data(), bytes.size(), text::Width::utf8}, scratch, checkpoint,
                           [&](std::span<const Token> tokens) { test::append(tokens, found); });
        });
        REQUIRE(found == analyze(analyzer, whole, scratch));
      }
    }
  }
}

TEST_CASE("malformed UTF-8 does what the analyzer is told", "[tokens]") {
  const std::string bytes =
      "Br\xFC"
      "cke";
  const auto words = [&](text::DecodeError decode_error) {
    std::vector<std::string> found;
    const Analyzer analyzer(Unit::word, {1, 1}, {}, 2, {}, decode_error);
    Analyzer::Scratch scratch;
    test::with_checkpoint([&](auto& checkpoint) {
      analyzer.analyze({bytes.data(), bytes.size(), text::Width::utf8}, scratch, checkpoint,
                       [&](std::span<const Token> tokens) { test::append(tokens, found); });
    });
    return found;
  };
  REQUIRE(words(text::DecodeError::ignore) == std::vector<std::string>{"brcke"});
  REQUIRE(words(text::DecodeError::replace) == std::vector<std::string>{"br", "cke"});
  REQUIRE_THROWS_AS(words(text::DecodeError::strict), text::MalformedUtf8);
}

}  // namespace
}  // namespace broadsheet::tokens
