// SPDX-License-Identifier: Apache-2.0
// Known spots. That every code point agrees with Python is shown by tests/python/test_unicode.py.
#include <string>

#include "broadsheet/text/unicode.hpp"
#include "catch.hpp"

namespace text = broadsheet::text;

namespace {

std::u32string decomposed(char32_t c) {
  const auto decomposition = text::decompose(c);
  return {decomposition.view().begin(), decomposition.view().end()};
}

bool has(char32_t c, text::Flag flag) { return (text::properties(c).flags & flag) != 0; }

}  // namespace

TEST_CASE("words are letters, digits and the underscore of every script") {
  for (const char32_t c : U"aZ09_é\u00BD\u0531\u0627\u4E2D\u1200\u0967\U0001D7D8") {
    if (c != 0) CHECK(text::is_word(c));
  }
  for (const char32_t c : U" -'.\u2019\u0301\u2014\u3002\u1362\U0001F600") {
    CHECK_FALSE(text::is_word(c));
  }
  CHECK_FALSE(text::is_word(0xD800));
  CHECK_FALSE(text::is_word(0x10FFFF));
}

TEST_CASE("white space is what str.isspace calls so") {
  for (const char32_t c : {0x09u, 0x0Au, 0x0Du, 0x1Cu, 0x20u, 0x85u, 0xA0u, 0x1680u, 0x2028u}) {
    CHECK(text::is_space(c));
  }
  for (const char32_t c : {0x00u, 0x41u, 0x200Bu, 0xFEFFu}) CHECK_FALSE(text::is_space(c));
}

TEST_CASE("lower case is one code point for one") {
  CHECK(text::lower(U'A') == U'a');
  CHECK(text::lower(U'a') == U'a');
  CHECK(text::lower(U'\u0130') == U'i');
  CHECK(text::lower(U'\u03A3') == U'\u03C3');
  CHECK(text::lower(U'\u1E9E') == U'\u00DF');
  CHECK(text::lower(U'\u0531') == U'\u0561');
  CHECK(text::lower(U'\u13A0') == U'\uAB70');
  CHECK(text::lower(0x10FFFF) == 0x10FFFF);
}

TEST_CASE("cased and case-ignorable decide a final sigma") {
  CHECK(has(U'A', text::cased));
  CHECK(has(U'\u00AA', text::cased) != has(U'\u00AA', text::case_ignorable));
  CHECK(has(U'\'', text::case_ignorable));
  CHECK(has(U'.', text::case_ignorable));
  CHECK(has(U'\u0301', text::case_ignorable));
  CHECK_FALSE(has(U' ', text::cased));
  CHECK_FALSE(has(U' ', text::case_ignorable));
  CHECK_FALSE(has(U'\u4E2D', text::cased));
}

TEST_CASE("combining marks have the combining flag") {
  CHECK(has(U'\u0301', text::combining));
  CHECK(has(U'\u05B0', text::combining));
  CHECK_FALSE(has(U'e', text::combining));
}

TEST_CASE("a decomposition is the code point's NFKD") {
  CHECK(decomposed(U'a') == U"a");
  CHECK(decomposed(U'\u00E9') == U"e\u0301");
  CHECK(decomposed(U'\u1EC7') == U"e\u0323\u0302");
  CHECK(decomposed(U'\uFB03') == U"ffi");
  CHECK(decomposed(U'\u2126') == U"\u03A9");
  CHECK(decomposed(U'\uFDFA').size() == 18);
  CHECK(decomposed(0xD800) == std::u32string(1, 0xD800));
  CHECK(decomposed(0x10FFFF) == std::u32string(1, 0x10FFFF));
}

TEST_CASE("Hangul syllables decompose by arithmetic") {
  CHECK(decomposed(U'\uAC00') == U"\u1100\u1161");
  CHECK(decomposed(U'\uAC01') == U"\u1100\u1161\u11A8");
  CHECK(decomposed(U'\uD55C') == U"\u1112\u1161\u11AB");
  CHECK(decomposed(U'\uD7A3') == U"\u1112\u1175\u11C2");
  CHECK(decomposed(U'\uD7A4') == U"\uD7A4");
}
