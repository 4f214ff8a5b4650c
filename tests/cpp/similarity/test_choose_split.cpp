// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <optional>
#include <random>

#include "broadsheet/similarity/choose_split.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

// Rows of length 1: the same ten terms, with a share of the squared weights, and ten of their own.
sparse::Csr<float> rows_with_common_terms(double share) {
  std::mt19937 random(4);
  std::uniform_int_distribution<Index> own(0, 99);
  sparse::Csr<float> matrix;
  matrix.n_cols = 10 + 10 * 100;
  for (int i = 0; i < 300; ++i) {
    for (Index t = 0; t < 10; ++t) {
      matrix.indices.push_back(t);
      matrix.values.push_back(static_cast<float>(std::sqrt(share / 10)));
    }
    for (Index t = 0; t < 10; ++t) {
      matrix.indices.push_back(10 + 100 * t + own(random));
      matrix.values.push_back(static_cast<float>(std::sqrt((1 - share) / 10)));
    }
    matrix.indptr.push_back(static_cast<Offset>(matrix.indices.size()));
  }
  return matrix;
}

Split choice(const sparse::Csr<float>& x, std::optional<double> min_score) {
  return choose_split<float>(x.view(), nullptr, 1.0, 1.0, 0.2, min_score, {2});
}

TEST_CASE("frequent terms are bounded where few pairs then look similar", "[similarity]") {
  REQUIRE(choice(rows_with_common_terms(0.2), 0.5).n_bound > 0);
}

TEST_CASE("nothing is bounded where every pair would look similar, or without a threshold",
          "[similarity]") {
  // Common terms alone come to .29, which bounds and own terms together take beyond .3.
  const auto alike = rows_with_common_terms(0.29);
  REQUIRE(choice(alike, 0.29).n_bound == 0);
  REQUIRE(choice(rows_with_common_terms(0.2), std::nullopt).n_bound == 0);
}

TEST_CASE("there may be no pair to sample", "[similarity]") {
  const sparse::Csr<float> none{{0}, {}, {}, 3};
  REQUIRE(choice(none, 0.5).n_dense == 0);
  const sparse::Csr<float> one{{0, 1}, {2}, {1.0F}, 3};
  REQUIRE(choice(one, 0.5).places.size() == 3);
}

}  // namespace
}  // namespace broadsheet::similarity
