// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>

#include "broadsheet/explain/passages.hpp"
#include "catch.hpp"
#include "reference/passages.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::explain {
namespace {

TEST_CASE("a sentence is matched by the one that shares most, and a short echo loses",
          "[explain]") {
  // Terms 0 1 2; of the other text the sentences {0}, {0, 1}, {0, 1, 2}.
  const sparse::Csr<double> first{{0, 2, 3}, {0, 1, 2}, {1, 1, 1}, 4};
  const sparse::Csr<double> second{{0, 1, 3, 6}, {0, 0, 1, 0, 1, 2}, {1, 1, 1, 1, 1, 1}, 4};
  const std::vector<double> weights{1, 2, 1, 1};
  const auto best = best_matches(first.view(), second.view(), weights, {});
  REQUIRE(best.rows == std::vector<Index>{1, 2});
  REQUIRE(best.scores == std::vector<double>{3.0, 0.25});
}

TEST_CASE("nothing shared, or nothing that weighs, is no match", "[explain]") {
  const sparse::Csr<float> first{{0, 1, 2, 2}, {0, 1}, {1, 1}, 3};
  const sparse::Csr<float> second{{0, 2}, {1, 2}, {1, 1}, 3};
  const auto best = best_matches(first.view(), second.view(), std::vector<double>{1, 0, 1}, {});
  REQUIRE(best.rows == std::vector<Index>{-1, -1, -1});
  REQUIRE(best.scores == std::vector<double>{0, 0, 0});
}

TEST_CASE("arrays that do not fit and weights that are none are refused", "[explain]") {
  const sparse::Csr<float> x{{0, 1}, {0}, {1}, 1};
  const sparse::Csr<float> wider{{0, 1}, {0}, {1}, 2};
  const auto match = [&](const sparse::Csr<float>& other, const std::vector<double>& weights) {
    return best_matches(x.view(), other.view(), weights, {});
  };
  REQUIRE_THROWS_AS(match(wider, {1}), std::invalid_argument);
  REQUIRE_THROWS_WITH(match(x, {1, 2}), "weights has 2 entries, but there are 1 terms");
  REQUIRE_THROWS_AS(match(x, {-1}), std::invalid_argument);
}

TEST_CASE("matches equal their reference on random sentences", "[explain]") {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const auto first = reference::random_csr<float>({.n_rows = 70, .n_cols = 15}, random);
    const auto second = reference::random_csr<float>({.n_rows = 20, .n_cols = 15}, random);
    // Powers of two, so that sums are exact whatever their order.
    std::uniform_int_distribution<int> power(0, 3);
    std::vector<double> weights;
    for (Index t = 0; t < 15; ++t) weights.push_back(static_cast<double>(1 << power(random)));
    const auto found = best_matches(first.view(), second.view(), weights, {.n_threads = 2});
    const auto expected = reference::best_matches(first.view(), second.view(), weights);
    INFO("seed " << seed);
    REQUIRE(found.rows == expected.rows);
    REQUIRE(found.scores == expected.scores);
  }
}

}  // namespace
}  // namespace broadsheet::explain
