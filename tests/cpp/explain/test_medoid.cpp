// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>

#include "broadsheet/explain/medoid.hpp"
#include "catch.hpp"
#include "reference/explain.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::explain {
namespace {

TEST_CASE("the medoid is the member most similar to the others", "[explain]") {
  // (1, 0), (0, 1), (.6, .8): the last lies between.
  const sparse::Csr<double> x{{0, 1, 2, 4}, {0, 1, 0, 1}, {1.0, 1.0, 0.6, 0.8}, 2};
  const std::vector<Index> labels{0, 0, 0};
  REQUIRE(medoids(x.view(), labels, 1) == std::vector<Index>{2});
}

TEST_CASE("of two articles the first is the medoid, whatever the last bits say", "[explain]") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const auto x = reference::random_csr<float>({.n_rows = 2, .n_cols = 30, .unit = true}, random);
    const std::vector<Index> labels{0, 0};
    REQUIRE(medoids(x.view(), labels, 1) == std::vector<Index>{0});
  }
}

TEST_CASE("rows in no cluster have no part, and empty clusters no medoid", "[explain]") {
  const sparse::Csr<float> x{{0, 1, 2, 3}, {0, 0, 0}, {1.0F, 1.0F, 1.0F}, 1};
  const std::vector<Index> labels{-1, 2, 2};
  REQUIRE(medoids(x.view(), labels, 3) == std::vector<Index>{-1, -1, 1});
  REQUIRE(medoids(sparse::Csr<float>{}.view(), {}, 0).empty());
}

TEST_CASE("wrong labels are refused", "[explain]") {
  const sparse::Csr<float> x{{0, 1}, {0}, {1.0F}, 1};
  const std::vector<Index> labels{1};
  REQUIRE_THROWS_AS(medoids(x.view(), labels, 1), std::invalid_argument);
}

TEST_CASE("medoids equal their reference on random matrices", "[explain]") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto x = reference::random_csr<double>(
        {.n_rows = 25, .n_cols = 8, .negative = seed % 3 == 0, .unit = seed % 2 == 0}, random);
    std::uniform_int_distribution<Index> label(-1, 4);
    std::vector<Index> labels;
    for (Index i = 0; i < x.n_rows(); ++i) labels.push_back(label(random));
    INFO("seed " << seed);
    REQUIRE(medoids(x.view(), labels, 6) == reference::medoids(x.view(), labels, 6));
  }
}

}  // namespace
}  // namespace broadsheet::explain
