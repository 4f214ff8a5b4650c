// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>
#include <vector>

#include "broadsheet/clustering/linkage_matrix.hpp"
#include "catch.hpp"

namespace broadsheet::clustering {
namespace {

TEST_CASE("what was not merged is joined at distance 1, by first articles", "[clustering]") {
  // {1, 4} and {0, 3} were merged; 2 is alone.
  const std::vector<Index> a{1, 0};
  const std::vector<Index> b{4, 3};
  const std::vector<double> similarity{0.75, 0.5};
  REQUIRE(linkage_matrix({a, b, similarity}, 5, 0.5) == std::vector<double>{1, 4, 0.25, 2,  //
                                                                            0, 3, 0.5, 2,   //
                                                                            5, 6, 1.0, 4,   //
                                                                            2, 7, 1.0, 5});
}

TEST_CASE("a merge lies no further than the cut", "[clustering]") {
  const std::vector<Index> a{0};
  const std::vector<Index> b{1};
  const std::vector<double> similarity{0.3 - 0x1p-33};
  REQUIRE(linkage_matrix({a, b, similarity}, 2, 1.0 - 0.3) == std::vector<double>{0, 1, 0.7, 2});
}

TEST_CASE("one article, or none, has no merges", "[clustering]") {
  REQUIRE(linkage_matrix({}, 0, 0.5).empty());
  REQUIRE(linkage_matrix({}, 1, 0.5).empty());
}

TEST_CASE("what are no merges is refused", "[clustering]") {
  const std::vector<double> similarity{0.5, 0.5};
  const auto refused = [&](std::vector<Index> a, std::vector<Index> b, Index n) {
    REQUIRE_THROWS_AS(linkage_matrix({a, b, similarity}, n, 0.5), std::invalid_argument);
  };
  refused({0, 1}, {1, 2}, 4);   // 1 was merged already
  refused({0, 2}, {1, 2}, 4);   // 2 with itself
  refused({0, 2}, {1, 5}, 4);   // 5 is not there yet
  refused({0, -1}, {1, 2}, 4);  // nor is -1
  refused({0, 2}, {1, 3}, 2);   // too many
  refused({0}, {1}, 4);         // arrays of other lengths
  refused({0, 2}, {1, 3}, -1);
}

}  // namespace
}  // namespace broadsheet::clustering
