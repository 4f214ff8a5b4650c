// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/copies.hpp"
#include "catch.hpp"

namespace broadsheet::clustering {
namespace {

// Rows a, b, a, -, a, -, b'; b' has the columns of b, but another value.
sparse::Csr<double> example() {
  return {{0, 1, 3, 4, 4, 5, 5, 7}, {0, 0, 1, 0, 0, 0, 1}, {1.0, 0.6, 0.8, 1.0, 1.0, 0.8, 0.6}, 2};
}

TEST_CASE("copies become one point, at the place of the first", "[clustering]") {
  const auto x = example();
  const auto points = collapse_copies(x.view(), {}, {});
  REQUIRE(points.point_of == std::vector<Index>{0, 1, 0, 2, 0, 3, 4});
  REQUIRE(points.first_article == std::vector<Index>{0, 1, 3, 5, 6});
  REQUIRE(points.weight == std::vector<Index>{3, 1, 1, 1, 1});
  REQUIRE(points.vectors.n_rows() == 5);
  REQUIRE(points.vectors.row(4).values[0] == 0.8);
  REQUIRE_NOTHROW(sparse::validate(points.vectors, "points"));
}

TEST_CASE("copies at other times are other points; unknown times are equal", "[clustering]") {
  const auto x = example();
  const auto unknown = similarity::unknown_time;
  const std::vector<similarity::Timestamp> timestamps{unknown, 1, 7, 1, unknown, 1, 1};
  const auto points = collapse_copies<double>(x.view(), timestamps, {});
  REQUIRE(points.point_of == std::vector<Index>{0, 1, 2, 3, 0, 4, 5});
  REQUIRE(points.timestamps == std::vector<similarity::Timestamp>{unknown, 1, 7, 1, 1, 1});
}

TEST_CASE("without copies the vectors are borrowed as they are", "[clustering]") {
  const sparse::Csr<float> x{{0, 1, 2}, {0, 1}, {1.0F, 1.0F}, 2};
  const auto points = collapse_copies(x.view(), {}, {});
  REQUIRE(points.vectors.indices.data() == x.indices.data());
  REQUIRE(collapse_copies(sparse::Csr<float>{}.view(), {}, {}).weight.empty());
}

}  // namespace
}  // namespace broadsheet::clustering
