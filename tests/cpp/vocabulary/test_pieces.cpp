// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "broadsheet/vocabulary/pieces.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

std::vector<Piece> two_pieces() {
  std::vector<Piece> pieces(2);
  pieces[0] = {0, 2, 1, {2, 0}, {0, 2}, {5, 6}};
  pieces[1] = {2, 3, 0, {3}, {0, 1, 2}, {7, 8, 9}};
  return pieces;
}

TEST_CASE("pieces hold all articles once, in order", "[vocabulary]") {
  REQUIRE(cut_pieces({}).empty());
  std::vector<text::View> views(50'000, text::View{nullptr, 100, text::Width::one});
  views[3].length = 10'000'000;
  const auto pieces = cut_pieces(views, 7);
  REQUIRE(pieces.size() > 10);
  Index next = 7;
  for (const auto& piece : pieces) {
    REQUIRE(piece.first_document == next);
    REQUIRE(piece.last_document > next);
    next = piece.last_document;
  }
  REQUIRE(next == 50'007);
}

TEST_CASE("ids become columns, and rows are sorted", "[vocabulary]") {
  for (const int n_threads : {1, 2}) {
    const auto counts = assemble(two_pieces(), {{2, -1, 0}, {1, 2, 0}}, 3, {n_threads});
    REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 2, 4});
    REQUIRE(counts.indices == std::vector<Index>{0, 1, 0, 2});
    REQUIRE(counts.values == std::vector<std::int32_t>{6, 5, 9, 7});
    REQUIRE(counts.n_cols == 3);
  }
  REQUIRE(assemble({}, {}, 3, {}).indptr == std::vector<Offset>{0});
}

TEST_CASE("pieces whose ids are columns are joined as they are", "[vocabulary]") {
  const auto counts = concatenate(two_pieces(), 4);
  REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 2, 5});
  REQUIRE(counts.indices == std::vector<Index>{0, 2, 0, 1, 2});
  REQUIRE(counts.values == std::vector<std::int32_t>{5, 6, 7, 8, 9});
  REQUIRE(counts.n_cols == 4);
}

}  // namespace
}  // namespace broadsheet::vocabulary
