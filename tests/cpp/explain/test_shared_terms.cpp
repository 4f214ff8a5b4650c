// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <numeric>
#include <random>

#include "broadsheet/explain/shared_terms.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::explain {
namespace {

TEST_CASE("shared terms come by falling contribution, then column", "[explain]") {
  const sparse::Csr<double> x{
      {0, 4, 8, 9}, {0, 1, 2, 3, 1, 2, 3, 4, 5}, {1, 1, 2, 1, 3, 2, 3, 1, 1}, 6};
  const auto shared = shared_terms(x.view().row(0), x.view().row(1));
  REQUIRE(shared.columns == std::vector<Index>{2, 1, 3});
  REQUIRE(shared.contributions == std::vector<double>{4.0, 3.0, 3.0});
  REQUIRE(shared.similarity == 10.0);
  REQUIRE(shared_terms(x.view().row(0), x.view().row(2)).columns.empty());
}

TEST_CASE("stored zeros are no shared terms; negative contributions come last", "[explain]") {
  const sparse::Csr<float> x{{0, 3, 6}, {0, 1, 2, 0, 1, 2}, {0, 1, -1, 5, 1, 1}, 3};
  const auto shared = shared_terms(x.view().row(0), x.view().row(1));
  REQUIRE(shared.columns == std::vector<Index>{1, 2});
  REQUIRE(shared.contributions == std::vector<double>{1.0, -1.0});
}

TEST_CASE("contributions add up to the canonical dot product, and shares to 1", "[explain]") {
  std::mt19937 random(6);
  const auto x = reference::random_csr<float>({.n_rows = 40, .n_cols = 60, .unit = true}, random);
  const auto view = x.view();
  for (Index i = 0; i < view.n_rows(); ++i) {
    for (Index j = 0; j < view.n_rows(); ++j) {
      const auto shared = shared_terms(view.row(i), view.row(j));
      REQUIRE(shared.similarity == sparse::dot(view.row(i), view.row(j)));
      const auto sum =
          std::accumulate(shared.contributions.begin(), shared.contributions.end(), 0.0);
      REQUIRE(std::abs(sum - shared.similarity) < 1e-12);
      if (shared.similarity > 0.0) REQUIRE(std::abs(sum / shared.similarity - 1.0) < 1e-12);
    }
  }
}

}  // namespace
}  // namespace broadsheet::explain
