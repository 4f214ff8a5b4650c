// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "broadsheet/text/fold.hpp"
#include "catch.hpp"
#include "reference/words.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::text {
namespace {

constexpr Width widths[] = {Width::one, Width::two, Width::four};

std::vector<FoldOptions> all_options() {
  std::vector<FoldOptions> result;
  for (const bool lowercase : {false, true}) {
    for (const auto strip : {StripAccents::none, StripAccents::ascii, StripAccents::unicode}) {
      result.push_back({lowercase, strip});
    }
  }
  return result;
}

void check(const Folded& folded, const std::u32string& expected) {
  REQUIRE(folded.bytes() == reference::utf8(expected));
  std::vector<std::uint64_t> bits(folded.bytes().size() / 64 + 1);
  std::size_t at = 0;
  for (const char32_t c : expected) {
    const auto size = reference::utf8(std::u32string(1, c)).size();
    for (const auto end = at + size; at < end; ++at) {
      bits[at / 64] |= std::uint64_t{is_word(c)} << at % 64;
    }
  }
  REQUIRE(folded.word_bits().size() >= bits.size());
  const auto& found = folded.word_bits();
  REQUIRE(std::vector(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(bits.size())) ==
          bits);
}

void check_all(const std::u32string& whole) {
  for (const auto& options : all_options()) {
    const auto expected = reference::fold(whole, options);
    for (const auto width : widths) check(test::folded(whole, options, width), expected);
  }
}

std::u32string folded(const std::u32string& whole, FoldOptions options = {}) {
  check_all(whole);
  return reference::fold(whole, options);
}

TEST_CASE("letters are lower-cased, others are left", "[text]") {
  REQUIRE(folded(U"") == U"");
  REQUIRE(folded(U"The U.S. in 1977_B") == U"the u.s. in 1977_b");
  REQUIRE(folded(U"ÀÉ\u0531\U00010400") == U"àé\u0561\U00010428");
  REQUIRE(folded(U"\u0130x") == U"i\u0307x");
  REQUIRE(folded(U"ABC", {.lowercase = false}) == U"ABC");
}

TEST_CASE("a sigma is lower-cased by its context", "[text]") {
  REQUIRE(folded(U"\u039F\u03A3") == U"\u03BF\u03C2");
  REQUIRE(folded(U"\u03A3") == U"\u03C3");
  REQUIRE(folded(U"\u03A3\u039F") == U"\u03C3\u03BF");
  REQUIRE(folded(U"A\u03A3 B") == U"a\u03C2 b");
  REQUIRE(folded(U"A.\u03A3.") == U"a.\u03C2.");
  REQUIRE(folded(U"A.\u03A3.B") == U"a.\u03C3.b");
  REQUIRE(folded(U"A\u03A3\u03A3\u03A3") == U"a\u03C3\u03C3\u03C2");
  const std::u32string dots(100, U'.');  // longer than a block
  REQUIRE(folded(U"A" + dots + U"\u03A3" + dots) == U"a" + dots + U"\u03C2" + dots);
  REQUIRE(folded(U"A" + dots + U"\u03A3" + dots + U"B") == U"a" + dots + U"\u03C3" + dots + U"b");
}

TEST_CASE("accents are stripped in either way", "[text]") {
  const FoldOptions ascii{.strip_accents = StripAccents::ascii};
  const FoldOptions unicode{.strip_accents = StripAccents::unicode};
  REQUIRE(folded(U"Élan \u4E2D\uFB03", ascii) == U"elan ffi");
  REQUIRE(folded(U"Élan \u4E2D\uFB03", unicode) == U"elan \u4E2Dffi");
  REQUIRE(folded(U"\u0130", unicode) == U"i");
  REQUIRE(folded(U"\uAC01", unicode) == U"\u1100\u1161\u11A8");
  REQUIRE(folded(U"\u00AD\u0301", unicode) == U"\u00AD");
}

TEST_CASE("what becomes long, lone surrogates and NUL are folded as any other", "[text]") {
  REQUIRE(folded(U"\uFDFA", {.strip_accents = StripAccents::unicode}).size() == 18);
  check_all(std::u32string(200, U'\uFDFA'));
  check_all(std::u32string(5000, U'\uFDFA'));
  check_all(std::u32string{0xD800, U'A', 0xDFFF, 0xDC00, 0xD800, 0});
  check_all(std::u32string(70, U'\0'));
  check_all(std::u32string(70, char32_t{0x10FFFF}));
}

TEST_CASE("every code point is folded as by its reference", "[text]") {
  for (char32_t first = 0; first < 0x110000; first += 0x1000) {
    std::u32string whole;
    for (auto c = first; c < first + 0x1000; ++c) {
      whole += c;
      whole += U' ';
    }
    for (const auto& options : all_options()) {
      check(test::folded(whole, options), reference::fold(whole, options));
    }
  }
}

TEST_CASE("the fast fold and the slow fold agree on random texts", "[text]") {
  std::mt19937 random(19771231);
  for (const std::size_t length :
       std::vector<std::size_t>{0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 129, 1023, 1024, 1025}) {
    for (int round = 0; round < (length > 200 ? 3 : 60); ++round) {
      for (const char32_t highest : {0x7Fu, 0xFFu, 0xFFFFu, 0x10FFFFu}) {
        check_all(test::random_text(random, length, highest));
      }
    }
  }
}

TEST_CASE("one foreign code point anywhere among ASCII", "[text]") {
  for (const char32_t c : U"\u00C9\u03A3\u0130\u4E2D\uFDFA\U0001D400") {
    for (std::size_t at = 0; at < 70; ++at) {
      std::u32string whole(70, U'Q');
      whole[at] = c;
      whole[69 - at] = U' ';
      check_all(whole);
    }
  }
}

TEST_CASE("a short text after a long one leaves nothing of it behind", "[text]") {
  std::mt19937 random(5);
  Folded folded;
  for (int round = 0; round < 300; ++round) {
    const auto whole = test::random_text(random, round % 2 == 0 ? 900 : random() % 140, 0x10FFFF);
    const test::Text owner(whole);
    folded.clear();
    REQUIRE(folded.bytes().empty());
    test::with_checkpoint(
        [&](auto& checkpoint) { fold(owner.view(), 0, whole.size(), {}, checkpoint, folded); });
    check(folded, reference::fold(whole, {}));
  }
}

TEST_CASE("ranges folded one after the other make the whole", "[text]") {
  std::mt19937 random(6);
  for (int round = 0; round < 300; ++round) {
    const auto whole = test::random_text(random, random() % 300, round % 2 ? 0x10FFFF : 0xFF);
    const test::Text owner(whole, widths[round % 3]);
    for (const auto& options : all_options()) {
      Folded folded;
      test::with_checkpoint([&](auto& checkpoint) {
        for (std::size_t begin = 0; begin < whole.size();) {
          const auto end = std::min<std::size_t>(whole.size(), begin + random() % 80);
          fold(owner.view(), begin, end, options, checkpoint, folded);
          begin = end;
        }
      });
      check(folded, reference::fold(whole, options));
    }
  }
}

TEST_CASE("a text of many sigmas folds in linear time and as a whole", "[text]") {
  const std::u32string whole(200'000, U'\u03A3');
  const auto found = test::folded(whole);
  std::u32string expected(200'000, U'\u03C3');
  expected.back() = U'\u03C2';
  check(found, expected);
}

}  // namespace
}  // namespace broadsheet::text
