// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/text/utf8.hpp"
#include "catch.hpp"
#include "reference/utf8.hpp"
#include "text/texts.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::text {
namespace {

std::u32string decode(Utf8Decoder& decoder, const std::string& bytes, DecodeError on_error) {
  // Exactly as long as the text, so that a sanitizer sees any step beyond it.
  const std::vector<char> owner(bytes.begin(), bytes.end());
  std::u32string result;
  test::with_checkpoint([&](auto& checkpoint) {
    const auto view =
        decoder.decode({owner.data(), owner.size(), Width::utf8}, on_error, checkpoint);
    visit(view, [&](const auto* units, std::size_t n) { result.assign(units, units + n); });
  });
  return result;
}

void check(Utf8Decoder& decoder, const std::string& bytes) {
  bool is_well_formed = false;
  const auto replaced = reference::decode_utf8(bytes, true, is_well_formed);
  INFO("bytes: " << bytes);
  REQUIRE(decode(decoder, bytes, DecodeError::replace) == replaced);
  REQUIRE(decode(decoder, bytes, DecodeError::ignore) ==
          reference::decode_utf8(bytes, false, is_well_formed));
  if (is_well_formed) {
    REQUIRE(decode(decoder, bytes, DecodeError::strict) == replaced);
  } else {
    REQUIRE_THROWS_AS(decode(decoder, bytes, DecodeError::strict), MalformedUtf8);
  }
}

// Alone, cut short, and at every place of a block of ASCII.
void check_everywhere(const std::string& bytes) {
  Utf8Decoder decoder;
  for (std::size_t n = 0; n <= bytes.size(); ++n) check(decoder, bytes.substr(0, n));
  for (std::size_t at = 0; at < 34; ++at) {
    check(decoder, std::string(at, 'a') + bytes);
    check(decoder, std::string(at, 'a') + bytes + std::string(34 - at, 'z'));
  }
}

std::u32string replaced(const std::string& bytes) {
  Utf8Decoder decoder;
  check(decoder, bytes);
  return decode(decoder, bytes, DecodeError::replace);
}

TEST_CASE("ASCII is seen where it stands", "[text]") {
  Utf8Decoder decoder;
  test::with_checkpoint([&](auto& checkpoint) {
    for (const auto& whole :
         {std::string(), std::string("The \0 bridge", 12), std::string(200'000, 'x')}) {
      const auto view = decoder.decode({whole.data(), whole.size(), Width::utf8}, {}, checkpoint);
      REQUIRE(view.data == whole.data());
      REQUIRE(view.length == whole.size());
      REQUIRE(view.width == Width::one);
    }
    REQUIRE(decoder.decode({nullptr, 0, Width::utf8}, {}, checkpoint).length == 0);
  });
}

TEST_CASE("units are no wider than the code points ask for", "[text]") {
  Utf8Decoder decoder;
  test::with_checkpoint([&](auto& checkpoint) {
    const auto width = [&](const std::string& bytes) {
      return decoder.decode({bytes.data(), bytes.size(), Width::utf8}, {}, checkpoint).width;
    };
    REQUIRE(width(reference::utf8(U"caf\u00E9")) == Width::two);
    REQUIRE(width(reference::utf8(U"\uFFFF")) == Width::two);
    REQUIRE(width(reference::utf8(U"\U00010000")) == Width::four);
  });
}

TEST_CASE("malformed bytes are replaced as Python replaces them", "[text]") {
  REQUIRE(replaced("a\xC0\x80z") == U"a\uFFFD\uFFFDz");                  // overlong
  REQUIRE(replaced("\xE0\x80\xAF") == U"\uFFFD\uFFFD\uFFFD");            // overlong
  REQUIRE(replaced("\xED\xA0\x80") == U"\uFFFD\uFFFD\uFFFD");            // a surrogate
  REQUIRE(replaced("\xF4\x90\x80\x80") == U"\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
  REQUIRE(replaced("\xE2\x82") == U"\uFFFD");                            // truncated
  REQUIRE(replaced("\xF0\x9F\x98") == U"\uFFFD");                        // truncated
  REQUIRE(replaced("\xF0\x9F\x98z") == U"\uFFFDz");                      // broken off
  REQUIRE(replaced("\xE2\x82\xE2\x82\xAC") == U"\uFFFD\u20AC");          // broken off
  REQUIRE(replaced("Br\xFC"
                   "cke") ==
          U"Br\uFFFD"
          U"cke");                                   // Latin-1
  REQUIRE(replaced("\xEF\xBB\xBFx") == U"\uFEFFx");  // a byte order mark
  // The example of Table 3-11 of the Unicode Standard.
  REQUIRE(replaced("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == U"\uFFFD\uFFFD\uFFFD\uFFFDA");
}

TEST_CASE("the bounds of each length, and what lies on either side of them", "[text]") {
  for (const char32_t bound :
       {0x0u,     0x7Fu,     0x80u,     0x7FFu,    0x800u,    0xFFFu,   0x1000u,
        0xCFFFu,  0xD000u,   0xD7FFu,   0xD800u,   0xDBFFu,   0xDC00u,  0xDFFFu,
        0xE000u,  0xFEFFu,   0xFFFDu,   0xFFFFu,   0x10000u,  0x3FFFFu, 0x40000u,
        0xFFFFFu, 0x100000u, 0x10FFFFu, 0x110000u, 0x13FFFFu, 0x1FFFFFu}) {
    check_everywhere(reference::utf8(std::u32string(1, bound)));
  }
}

TEST_CASE("every code point is decoded, and its neighbours untouched", "[text]") {
  Utf8Decoder decoder;
  for (char32_t first = 0; first < 0x110000; first += 0x800) {
    std::u32string whole;
    for (auto c = first; c < first + 0x800; ++c) {
      if (c < 0xD800 || c >= 0xE000) whole += {c, U'x'};
    }
    REQUIRE(decode(decoder, reference::utf8(whole), DecodeError::strict) == whole);
  }
}

TEST_CASE("all two bytes, and all second and third bytes behind leads with bounds", "[text]") {
  Utf8Decoder decoder;
  for (int a = 0x80; a < 0x100; ++a) {
    for (int b = 0; b < 0x100; ++b) {
      check(decoder, {static_cast<char>(a), static_cast<char>(b)});
      check(decoder, {static_cast<char>(a), static_cast<char>(b), '\x80', '\xBF', 'x'});
    }
  }
}

TEST_CASE("random bytes and mutated texts are decoded as by the reference", "[text]") {
  std::mt19937 random(1993);
  Utf8Decoder decoder;  // the same: nothing of a text stays behind
  static const std::string likely =
      "\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF3\xF4\xF5\xFF z";
  for (int round = 0; round < 4000; ++round) {
    std::string bytes;
    const auto length = random() % (round % 50 == 0 ? 3000 : 60);
    if (round % 3 == 0) {
      for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(random());
    } else if (round % 3 == 1) {
      for (std::size_t i = 0; i < length; ++i) bytes += likely[random() % likely.size()];
    } else {
      bytes =
          reference::utf8(test::random_text(random, length, random() % 2 == 0 ? 0xFFFF : 0x10FFFF));
      for (auto n = bytes.empty() ? 0 : random() % 4; n > 0; --n) {
        const auto at = random() % bytes.size();
        if (random() % 2 == 0) {
          bytes[at] = static_cast<char>(random());
        } else if (bytes.size() > 1) {
          bytes.erase(at, 1);
        }
      }
    }
    check(decoder, bytes);
  }
}

TEST_CASE("sequences reach over the places where a long text may be stopped", "[text]") {
  Utf8Decoder decoder;
  for (std::size_t shift = 0; shift < 5; ++shift) {
    std::u32string whole(shift, U'a');
    for (int i = 0; i < 50'000; ++i) whole += {U'\U0001F600', U'\u20AC', U'\u00E9', U' '};
    REQUIRE(decode(decoder, reference::utf8(whole), DecodeError::strict) == whole);
  }
}

TEST_CASE("what is not decoded yet cannot be taken for code points", "[text]") {
  const View view{"abc", 3, Width::utf8};
  REQUIRE_THROWS_AS(visit(view, [](const auto*, std::size_t n) { return n; }),
                    std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::text
