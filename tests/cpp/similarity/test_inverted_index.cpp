// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>

#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/sparse/transpose.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("the tiles together hold the transposed matrix", "[similarity]") {
  std::mt19937 random(4);
  const auto y = reference::random_csr<float>({.n_rows = 23, .n_cols = 7}, random);
  const auto transposed = sparse::transpose(y.view());
  const auto tile_rows = GENERATE(1, 2, 7, 22, 23, 24, 1000);
  const auto n_threads = GENERATE(1, 3);
  const auto tiles = inverted_index(y.view(), tile_rows, {n_threads});
  Index next = 0;
  for (const auto& tile : tiles) {
    REQUIRE(tile.first_row == next);
    next += tile.n_rows;
  }
  REQUIRE(next == 23);
  for (Index t = 0; t < y.n_cols; ++t) {
    std::vector<Index> rows;
    std::vector<float> weights;
    for (const auto& tile : tiles) {
      for (const auto& posting : tile.of(t)) {
        rows.push_back(tile.first_row + posting.row);
        weights.push_back(posting.weight);
      }
    }
    const auto expected = transposed.view().row(t);
    REQUIRE(rows == std::vector<Index>(expected.columns.begin(), expected.columns.end()));
    REQUIRE(weights == std::vector<float>(expected.values.begin(), expected.values.end()));
  }
}

TEST_CASE("postings from a row on leave out those before it", "[similarity]") {
  const sparse::Csr<double> y{{0, 1, 1, 2, 3}, {0, 0, 0}, {1.0, 2.0, 3.0}, 1};
  const auto tiles = inverted_index(y.view(), 10, {});
  REQUIRE(tiles.size() == 1);
  REQUIRE(tiles[0].of(0, -1).size() == 3);
  REQUIRE(tiles[0].of(0, 0).size() == 3);
  REQUIRE(tiles[0].of(0, 1).size() == 2);
  REQUIRE(tiles[0].of(0, 2).front().weight == 2.0);
  REQUIRE(tiles[0].of(0, 4).empty());
}

TEST_CASE("a matrix without rows has no tiles; a tile without rows is refused", "[similarity]") {
  REQUIRE(inverted_index(sparse::Csr<float>{}.view(), 10, {}).empty());
  REQUIRE_THROWS_AS(inverted_index(sparse::Csr<float>{}.view(), 0, {}), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::similarity
