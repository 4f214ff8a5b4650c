// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>

#include "broadsheet/similarity/duplicates.hpp"
#include "catch.hpp"
#include "reference/duplicates.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("pairs have their overlap and containment, groups their leader", "[similarity]") {
  // A chain: 0 is like 1, 1 like 2, but 0 not like 2.
  const std::vector<Offset> indptr{0, 4, 8, 12};
  const std::vector<Index> ids{0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5};
  const std::vector<Index> order{0, 1, 2};
  const auto found = duplicates({indptr, ids, 6}, order, 0.6, {});
  REQUIRE(found.i == std::vector<Index>{0, 1});
  REQUIRE(found.j == std::vector<Index>{1, 2});
  REQUIRE(found.jaccard == std::vector<double>{0.6, 0.6});
  REQUIRE(found.contained_i == std::vector<double>{0.75, 0.75});
  REQUIRE(found.leader == std::vector<Index>{0, 0, 2});
}

TEST_CASE("what duplicates cannot do is refused", "[similarity]") {
  const std::vector<Offset> indptr{0, 2};
  const std::vector<Index> ids{0, 1};
  const std::vector<Index> falling{1, 0};
  const std::vector<Index> order{0};
  const std::vector<Index> twice{0, 0};
  const auto refused = [&](const SetsView& sets, std::span<const Index> by, double min_overlap) {
    REQUIRE_THROWS_AS(duplicates(sets, by, min_overlap, {}), std::invalid_argument);
  };
  for (const double overlap : {0.0, -1.0, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
    refused({indptr, ids, 2}, order, overlap);
  }
  refused({indptr, ids, 1}, order, 0.5);
  refused({indptr, falling, 2}, order, 0.5);
  refused({indptr, ids, 2}, twice, 0.5);
  refused({{}, ids, 2}, {}, 0.5);
  const std::vector<Offset> beyond{0, 3, 2};
  refused({beyond, ids, 2}, twice, 0.5);
}

TEST_CASE("duplicates equals its reference on random sets", "[similarity]") {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](auto... choices) {
      const std::vector<double> all{static_cast<double>(choices)...};
      return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random)];
    };
    const auto x = reference::random_csr<float>({.n_rows = static_cast<Index>(pick(0, 1, 9, 150)),
                                                 .n_cols = static_cast<Index>(pick(1, 6, 30, 200)),
                                                 .density = pick(.05, .2, .6)},
                                                random);
    const SetsView sets{x.indptr, x.indices, x.n_cols};
    std::vector<Index> order(static_cast<std::size_t>(x.n_rows()));
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    const auto min_overlap = pick(1e-9, .1, .3, .5, 2.0 / 3.0, .8, 1);
    const auto expected = reference::duplicates(sets, order, min_overlap);
    for (const int n_threads : {1, 3}) {
      const auto found = duplicates(sets, order, min_overlap, {n_threads});
      INFO("seed " << seed << ", threads " << n_threads);
      REQUIRE(found.i == expected.i);
      REQUIRE(found.j == expected.j);
      REQUIRE(found.jaccard == expected.jaccard);
      REQUIRE(found.contained_i == expected.contained_i);
      REQUIRE(found.contained_j == expected.contained_j);
      REQUIRE(found.leader == expected.leader);
    }
  }
}

}  // namespace
}  // namespace broadsheet::similarity
