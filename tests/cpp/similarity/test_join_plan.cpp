// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "broadsheet/similarity/index_runs.hpp"
#include "broadsheet/similarity/join_plan.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"
#include "reference/random_filter.hpp"

namespace broadsheet::similarity {
namespace {

struct Counted {
  std::int64_t pairs = 0;
  std::int64_t rare = 0;  // of terms in fewer than a share of y's rows
  std::int64_t all = 0;
};

// Goes over every pair and all of its terms.
template <class T>
Counted count(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self, PairFilter filter,
              double dense_from) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  filter.pairs_from = PairsFrom::any;
  std::vector<Index> frequency(static_cast<std::size_t>(y.n_cols));
  for (const auto term : y.indices) ++frequency[static_cast<std::size_t>(term)];
  Counted counted;
  for (Index i = 0; i < x.n_rows(); ++i) {
    for (Index j = y_or_self == nullptr ? i + 1 : 0; j < y.n_rows(); ++j) {
      if (!filter.allows(i, j)) continue;
      ++counted.pairs;
      for (const auto term : x.row(i).columns) {
        const auto columns = y.row(j).columns;
        if (!std::binary_search(columns.begin(), columns.end(), term)) continue;
        ++counted.all;
        counted.rare += frequency[static_cast<std::size_t>(term)] < dense_from * y.n_rows();
      }
    }
  }
  return counted;
}

TEST_CASE("a plan counts the multiplications of pairs in reach", "[similarity]") {
  bool exhaustive = false;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const auto matrix = [&](Index n_rows) {
      return reference::random_csr<double>({.n_rows = n_rows,
                                            .n_cols = 30,
                                            .density = 0.15,
                                            .negative = seed % 3 == 0,
                                            .unit = true},
                                           random);
    };
    const auto x = matrix(60);
    const auto other = matrix(40);
    const auto view = other.view();
    const auto* y = seed % 2 == 0 ? nullptr : &view;
    const reference::RandomFilter filter(60, y == nullptr ? 60 : 40, y == nullptr, random);
    const auto expected = count(x.view(), y, filter.filter, 0.2);

    TopKOptions options{.k = 3, .filter = filter.filter};
    auto plan = plan_top_k<double>(x.view(), y, options, {});
    REQUIRE(plan.rare_multiplications == expected.rare);
    REQUIRE(plan.dense_multiplications == expected.pairs * plan.n_dense_columns);
    REQUIRE(plan.x_groups == 1);
    REQUIRE(plan.x_slabs == 1);
    REQUIRE(plan.pair_bytes == 0);

    options.memory.most_rows = 20;  // rows in groups, from both sides
    plan = plan_top_k<double>(x.view(), y, options, {});
    REQUIRE(plan.x_groups == 3);
    REQUIRE(plan.rare_multiplications == expected.rare * (y == nullptr ? 2 : 1));

    const PairsOptions near{.min_similarity = 1e-9, .filter = filter.filter, .dense_from = 0.2};
    plan = plan_pairs<double>(x.view(), y, near, {});
    if (plan.x_slabs == 0) {
      exhaustive = true;
      REQUIRE(plan.rare_multiplications == expected.all);
      REQUIRE(plan.dense_multiplications == 0);
    } else {
      REQUIRE(plan.rare_multiplications == expected.rare);
      REQUIRE(plan.dense_multiplications == expected.pairs * plan.n_dense_columns);
    }
    REQUIRE(plan.peak_bytes > plan.pair_bytes);
    REQUIRE(plan.peak_bytes <= near.memory.bytes);
  }
  REQUIRE(exhaustive);
}

TEST_CASE("a plan allows for the index of rows that estimates cannot tell", "[similarity]") {
  std::mt19937 random(9);
  const auto x = reference::random_csr<double>(
      {.n_rows = 200, .n_cols = 100, .density = 1.0, .negative = true}, random);
  const IndexRuns<double> index(x.view(), 200, 1'000'000'000, 200, 1);
  TopKOptions options{.k = 3, .tile_rows = 200};
  const auto plan = plan_top_k<double>(x.view(), nullptr, options, {});
  REQUIRE(plan.x_slabs == 1);
  options.min_similarity = 0.5;  // far from 0, they tell all
  const auto without = plan_top_k<double>(x.view(), nullptr, options, {});
  REQUIRE(plan.peak_bytes > without.peak_bytes + index.bytes(0, 200) / 2);
}

TEST_CASE("a plan for nothing is of nothing", "[similarity]") {
  const sparse::Csr<float> none;
  const auto plan = plan_top_k<float>(none.view(), nullptr, {}, {});
  REQUIRE(plan.rare_multiplications + plan.dense_multiplications == 0);
  REQUIRE(plan_pairs<float>(none.view(), nullptr, {}, {}).x_slabs == 0);
}

TEST_CASE("a plan refuses what the join refuses", "[similarity]") {
  const sparse::Csr<float> x{{0, 1}, {0}, {1.0F}, 1};
  REQUIRE_THROWS_AS(plan_top_k<float>(x.view(), nullptr, {.k = 0}, {}), std::invalid_argument);
  REQUIRE_THROWS_AS(plan_pairs<float>(x.view(), nullptr, {.min_similarity = 0.0}, {}),
                    std::invalid_argument);
  TopKOptions options;
  options.memory.bytes = 10;
  REQUIRE_THROWS_AS(plan_top_k<float>(x.view(), nullptr, options, {}), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::similarity
