// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "broadsheet/text/origin.hpp"
#include "catch.hpp"
#include "text/texts.hpp"

namespace broadsheet::text {
namespace {

std::vector<std::size_t> origins(const std::u32string& whole) {
  const test::Text owner(whole);
  const auto view = owner.view();
  std::vector<std::size_t> result;
  test::with_checkpoint([&](auto& checkpoint) {
    Folded folded;
    fold(view, 0, view.length, {}, checkpoint, folded);
    Origin origin(view, folded);
    for (std::size_t b = 0; b < folded.bytes().size(); ++b) result.push_back(origin.of(b));
  });
  return result;
}

TEST_CASE("each byte of a folded text leads to the character that it comes from", "[text]") {
  REQUIRE(origins(U"").empty());
  REQUIRE(origins(U"Ab") == std::vector<std::size_t>{0, 1});
  REQUIRE(origins(U"A\u00C9z") == std::vector<std::size_t>{0, 1, 1, 2});
  REQUIRE(origins(U"\u4E2D\U0001D518x") == std::vector<std::size_t>{0, 0, 0, 1, 1, 1, 1, 2});
  REQUIRE(origins({0xD800, U'x'}) == std::vector<std::size_t>{0, 0, 0, 1});
}

TEST_CASE("both characters that a capital I with a dot becomes lead to it", "[text]") {
  REQUIRE(origins(U"a\u0130\u0130b") == std::vector<std::size_t>{0, 1, 1, 1, 2, 2, 2, 3});
  REQUIRE(origins(U"\u0130\u0307") == std::vector<std::size_t>{0, 0, 0, 1, 1});
}

TEST_CASE("a character whose lower case has another number of bytes is one", "[text]") {
  // The Kelvin sign becomes "k", the capital A with a stroke grows from two bytes to three.
  REQUIRE(origins(U"\u212Ax\u023Ay") == std::vector<std::size_t>{0, 1, 2, 2, 2, 3});
}

}  // namespace
}  // namespace broadsheet::text
