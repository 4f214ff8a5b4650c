// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "broadsheet/similarity/products.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("products are counted as a double loop over entries counts them", "[similarity]") {
  std::mt19937 random(7);
  const auto x = reference::random_csr<float>({.n_rows = 40, .n_cols = 25, .density = 0.2}, random);
  const auto y = reference::random_csr<float>({.n_rows = 60, .n_cols = 25, .density = 0.1}, random);
  double expected = 0.0;
  for (const auto a : x.indices) {
    for (const auto b : y.indices) expected += a == b ? 1.0 : 0.0;
  }
  REQUIRE(n_products(x.view(), DocumentFrequencies(y.view(), {}), {}) == expected);
}

TEST_CASE("few share terms where rows are short and terms many", "[similarity]") {
  std::mt19937 random(8);
  const auto headlines =
      reference::random_csr<float>({.n_rows = 200, .n_cols = 2000, .density = 0.003}, random);
  const auto articles =
      reference::random_csr<float>({.n_rows = 200, .n_cols = 2000, .density = 0.1}, random);
  const auto short_view = headlines.view();
  const auto long_view = articles.view();
  DocumentFrequencies of_y;
  REQUIRE_FALSE(few_share_terms<float>(long_view, nullptr, of_y, {}));
  REQUIRE(of_y.n_cols() == 0);  // plain without them
  REQUIRE_FALSE(few_share_terms<float>(long_view, &long_view, of_y, {}));
  REQUIRE(of_y.n_cols() == 2000);
  REQUIRE(few_share_terms<float>(short_view, nullptr, of_y, {}));
  for (Index t = 0; t < 2000; ++t) REQUIRE(of_y[t] == std::ranges::count(headlines.indices, t));
  REQUIRE(few_share_terms<float>(short_view, &short_view, of_y, {}));
}

}  // namespace
}  // namespace broadsheet::similarity
