// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "broadsheet/sparse/unit_rows.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::sparse {
namespace {

template <class T>
std::vector<T> divided(const std::vector<Offset>& indptr, const std::vector<T>& values) {
  const auto result = unit_rows(std::span<const Offset>(indptr), std::span<const T>(values), {2});
  return {result.begin(), result.end()};
}

TEST_CASE("only rows that need it are divided", "[sparse]") {
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  REQUIRE(divided<double>({0, 2, 2, 3, 4, 6}, {0.6, 0.8, 0.0, -2.0, infinity, 1.0}) ==
          std::vector<double>{0.6, 0.8, 0.0, -1.0, infinity, 1.0});
}

TEST_CASE("nothing is given where no row changes", "[sparse]") {
  REQUIRE(divided<double>({0}, {}).empty());
  REQUIRE(divided<double>({0, 2, 3}, {0.6, 0.8, 0.0}).empty());
  // Off by rounding to the type, as weights from a vectorizer are.
  const auto one = std::nextafter(1.0F, 0.0F);
  REQUIRE(divided<float>({0, 1, 3}, {one, std::sqrt(0.5F), std::sqrt(0.5F)}).empty());
  REQUIRE_FALSE(divided<float>({0, 1}, {1.0F - 1e-6F}).empty());
}

TEST_CASE("lengths may be of any magnitude", "[sparse]") {
  for (const double length : {5e-324, 1e-200, 1e-150, 1e154, 1.7e308}) {
    const auto found = divided<double>({0, 1, 2, 4}, {1.0, length, length, -length});
    REQUIRE(found[0] == 1.0);
    REQUIRE(found[1] == 1.0);
    REQUIRE(std::abs(found[2] - std::sqrt(0.5)) < 1e-15);
    REQUIRE(std::abs(found[3] + std::sqrt(0.5)) < 1e-15);
  }
}

TEST_CASE("rows of a random matrix come to length 1, by the same bytes on any threads",
          "[sparse]") {
  std::mt19937 random(3);
  const auto matrix =
      reference::random_csr<double>({.n_rows = 3000, .n_cols = 40, .density = 0.2}, random);
  const auto view = matrix.view();
  const auto found = unit_rows(view.indptr, view.values, {1});
  REQUIRE(found == unit_rows(view.indptr, view.values, {3}));
  for (std::size_t i = 0; i + 1 < view.indptr.size(); ++i) {
    double squares = 0.0;
    for (auto e = view.indptr[i]; e < view.indptr[i + 1]; ++e) {
      const auto value = found[static_cast<std::size_t>(e)];
      squares += value * value;
    }
    REQUIRE((squares == 0.0 || std::abs(squares - 1.0) < 1e-14));
  }
}

}  // namespace
}  // namespace broadsheet::sparse
