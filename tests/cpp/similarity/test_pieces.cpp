// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/pieces.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("rows are cut where their work reaches a piece's", "[similarity]") {
  const std::vector<Offset> work{3, 3, 3, 20, 1, 1};
  REQUIRE(cut_rows(work, 6) == std::vector<Index>{0, 2, 4, 6});
  REQUIRE(cut_rows(work, 1000) == std::vector<Index>{0, 6});
  REQUIRE(cut_rows(work, 1) == std::vector<Index>{0, 1, 2, 3, 4, 5, 6});
}

TEST_CASE("no rows make no pieces, and rows without work one", "[similarity]") {
  REQUIRE(cut_rows({}, 10) == std::vector<Index>{0});
  const std::vector<Offset> nothing_to_do{0, 0};
  REQUIRE(cut_rows(nothing_to_do, 10) == std::vector<Index>{0, 2});
}

}  // namespace
}  // namespace broadsheet::similarity
