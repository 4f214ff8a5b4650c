// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>
#include <vector>

#include "broadsheet/text/abbreviations.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/unicode.hpp"
#include "catch.hpp"
#include "text/texts.hpp"

namespace text = broadsheet::text;
using broadsheet::test::cut;
using Strings = std::vector<std::u32string>;

namespace {

Strings pick(const std::u32string& whole, const std::vector<text::Range>& ranges) {
  Strings result;
  for (const auto& range : ranges) {
    result.push_back(whole.substr(range.begin, range.end - range.begin));
  }
  return result;
}

Strings lines(const std::u32string& whole) { return pick(whole, cut(whole).lines); }
Strings sentences(const std::u32string& whole) { return pick(whole, cut(whole).sentences); }

bool white(const std::u32string& whole, std::size_t begin, std::size_t end) {
  for (auto i = begin; i < end; ++i) {
    if (!text::is_space(whole[i])) return false;
  }
  return true;
}

// What segments.hpp promises of every text.
void check_tiling(const std::u32string& whole) {
  const auto segments = cut(whole, text::Width::four);
  REQUIRE(segments.first_sentence.size() == segments.lines.size() + 1);
  REQUIRE(segments.first_sentence.front() == 0);
  REQUIRE(segments.first_sentence.back() == segments.sentences.size());
  std::size_t end = 0;
  for (std::size_t l = 0; l < segments.lines.size(); ++l) {
    const auto& line = segments.lines[l];
    const auto first = segments.first_sentence[l];
    const auto last = segments.first_sentence[l + 1];
    REQUIRE(first < last);
    REQUIRE(segments.sentences[first].begin == line.begin);
    REQUIRE(segments.sentences[last - 1].end == line.end);
    for (auto s = first; s < last; ++s) {
      const auto& sentence = segments.sentences[s];
      REQUIRE(end <= sentence.begin);
      REQUIRE(white(whole, end, sentence.begin));
      REQUIRE(sentence.begin < sentence.end);
      REQUIRE_FALSE(text::is_space(whole[sentence.begin]));
      REQUIRE_FALSE(text::is_space(whole[sentence.end - 1]));
      end = sentence.end;
    }
  }
  REQUIRE(white(whole, end, whole.size()));
}

}  // namespace

TEST_CASE("no text, or white space only, has no segments") {
  CHECK(cut(U"").lines.empty());
  CHECK(cut(U"").first_sentence == std::vector<std::size_t>{0});
  CHECK(cut(U" \n\t\u00A0\u3000\r\n ").lines.empty());
}

TEST_CASE("lines end where str.splitlines ends them") {
  CHECK(lines(U"a\nb\r\nc\rd\ve\ff\x1Cg\x1Dh\x1Ei\u0085j\u2028k\u2029l").size() == 12);
  CHECK(lines(U"a\x1F"
              U"b c\td\u00A0e\u3000f")
            .size() == 1);
  CHECK(lines(U"\n\n  one two \n\n\t three\n") == Strings{U"one two", U"three"});
}

TEST_CASE("a sentence ends with a stop before white space") {
  CHECK(sentences(U"It rained. Really? Yes! So\u2026 It rained") ==
        Strings{U"It rained.", U"Really?", U"Yes!", U"So\u2026", U"It rained"});
  CHECK(sentences(U"Wait... What?! 3.5 percent of example.com.") ==
        Strings{U"Wait...", U"What?!", U"3.5 percent of example.com."});
  CHECK(sentences(U"One.\u00A0Two.  Three.\tFour.") ==
        Strings{U"One.", U"Two.", U"Three.", U"Four."});
}

TEST_CASE("quotes and brackets that close after a stop belong to its sentence") {
  CHECK(sentences(U"\u201CWe won.\u201D He left. (It was late.) \"Go!\" Then") ==
        Strings{U"\u201CWe won.\u201D", U"He left.", U"(It was late.)", U"\"Go!\"", U"Then"});
  CHECK(sentences(U"\u201EJa.\u201C Er ging. \u00BBNein!\u00AB Sie auch.") ==
        Strings{U"\u201EJa.\u201C", U"Er ging.", U"\u00BBNein!\u00AB", U"Sie auch."});
  CHECK(sentences(U"He left. \u201CWe won.\u201D") == Strings{U"He left.", U"\u201CWe won.\u201D"});
}

TEST_CASE("no sentence begins with a lower-case letter") {
  CHECK(sentences(U"\u201CWhy?\u201D he asked. approx. half of it. (see below)").size() == 1);
  CHECK(sentences(U"The U.N. refugee program. \u03B1 \u0444").size() == 1);
  CHECK(sentences(U"Yes. \u0646\u0639\u0645. 7 men").size() == 3);
}

TEST_CASE("a lone dot after an initial, an abbreviation or a list number ends nothing") {
  CHECK(sentences(U"The U.S. Senate met J. R. Doe, Ph.D. He left at 5 p.m. Friday.").size() == 1);
  CHECK(sentences(U"Sen. Doe and Mr. Roe met Gov. Poe on Sept. 3 in Ft. Worth.").size() == 1);
  CHECK(sentences(U"Call Nr. Zwei. \u0421\u0442\u043E\u0438\u0442 5 \u043C\u043B\u043D. "
                  U"\u0420\u0443\u0431\u043B\u0435\u0439")
            .size() == 2);
  CHECK(sentences(U"1. Wash hands. 2. Go.") == Strings{U"1. Wash hands.", U"2. Go."});
  CHECK(sentences(U"It was 1999. Then").size() == 2);
  CHECK(sentences(U"I don't. You can\u2019t. They do.").size() == 3);
  CHECK(sentences(U"Vitamin C! Plan B? Sen... Then").size() == 4);
}

TEST_CASE("stops of other scripts") {
  CHECK(sentences(U"\u4ED6\u6765\u4E86\u3002\u201C\u597D\uFF01\u201D\u5979\u8BF4\u3002\u771F\u7684"
                  U"\uFF1F\u662F") == Strings{U"\u4ED6\u6765\u4E86\u3002",
                                              U"\u201C\u597D\uFF01\u201D", U"\u5979\u8BF4\u3002",
                                              U"\u771F\u7684\uFF1F", U"\u662F"});
  CHECK(sentences(U"\u0531\u0575\u0578\u0589 \u0548\u0579\u0589").size() == 2);
  CHECK(sentences(U"\u0647\u0644\u061F \u0646\u0639\u0645\u06D4 \u0644\u0627").size() == 3);
  CHECK(sentences(U"\u0939\u093E\u0901\u0964 \u0928\u0939\u0940\u0902\u0964").size() == 2);
  CHECK(sentences(U"\u12A0\u12CE\u1362\u12A0\u12ED\u1367").size() == 2);
}

TEST_CASE("abbreviations are known as they are written") {
  CHECK(text::is_abbreviation(U"Sen"));
  CHECK(text::is_abbreviation(U"\u043C\u043B\u043D"));
  CHECK_FALSE(text::is_abbreviation(U"sen"));
  CHECK_FALSE(text::is_abbreviation(U""));
}

TEST_CASE("segments tile any text, at any width") {
  std::mt19937 random(20230101);
  const std::u32string letters =
      U"aA1_ .!?\u2026\u3002\uFF01\u0589\u0964\"'\u201C\u201D\u2019()[]\u00AB\u00BB \n\r\t"
      U"\u00A0\u2028\u4E2D\u0301\U0001F600\xD800\0";
  for (int round = 0; round < 3000; ++round) {
    std::u32string whole(random() % 40, U' ');
    for (auto& c : whole) c = letters[random() % letters.size()];
    check_tiling(whole);
    const auto as_is = cut(whole);
    const auto wide = cut(whole, text::Width::four);
    REQUIRE(as_is.sentences == wide.sentences);
    REQUIRE(as_is.lines == wide.lines);
  }
}

TEST_CASE("long runs of stops, spaces and brackets take linear time") {
  for (const auto* part : {U". ", U".", U" ", U"(", U"a.", U". (", U"\u3002", U"1. ", U"\n"}) {
    std::u32string whole;
    while (whole.size() < 1'000'000) whole += part;
    check_tiling(whole + U"a");
  }
}
