// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <random>
#include <tuple>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/pair_parts.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

constexpr auto any_number = std::numeric_limits<std::size_t>::max();

TEST_CASE("pairs of all threads are put in order by i, then j", "[similarity]") {
  constexpr Index n = 300;
  std::vector<Pair> expected;
  for (Index i = 10; i < n; ++i) {
    for (Index j = i % 7; j < n; j += 1 + i % 5) expected.push_back({i, j, i * 1000.0 + j});
  }
  auto mixed = expected;
  std::mt19937 random(1);
  std::shuffle(mixed.begin(), mixed.end(), random);
  for (const int n_threads : {1, 3}) {
    PairParts parts(10, n, any_number, n_threads);
    base::parallel_for(8, {n_threads}, [&](std::int64_t p, base::Checkpoint& checkpoint) {
      for (auto at = static_cast<std::size_t>(p); at < mixed.size(); at += 8) {
        parts.add(static_cast<std::size_t>(checkpoint.thread()), mixed[at]);
      }
    });
    REQUIRE(parts.size() == expected.size());
    const auto found = std::move(parts).sorted({});
    REQUIRE(found.size() == expected.size());
    for (std::size_t p = 0; p < expected.size(); ++p) {
      REQUIRE(std::tuple(found.i[p], found.j[p], found.similarity[p]) ==
              std::tuple(expected[p].i, expected[p].j, expected[p].similarity));
    }
  }
  REQUIRE(PairParts(0, 5, any_number, 1).sorted({}).size() == 0);
}

TEST_CASE("more pairs than there may be are refused", "[similarity]") {
  PairParts parts(0, 1, 1000, 2);
  const auto fill = [&] {
    for (Index j = 0; j < 1251; ++j) parts.add(0, {0, j, 1.0});
  };
  REQUIRE_THROWS_AS(fill(), TooManyPairs);
  REQUIRE(parts.size() >= 1000);
}

TEST_CASE("a list of pairs joins blocks in their order", "[similarity]") {
  PairList<float> list;
  list.append({});
  list.append({{1, 2}, {3, 4}, {0.5, 0.1}});
  list.append({{7}, {8}, {1.0}});
  const auto joined = std::move(list).joined();
  REQUIRE(joined.i == std::vector<Index>{1, 2, 7});
  REQUIRE(joined.j == std::vector<Index>{3, 4, 8});
  REQUIRE(joined.similarity == std::vector<float>{0.5F, 0.1F, 1.0F});
  REQUIRE(PairList<double>().joined().size() == 0);
}

}  // namespace
}  // namespace broadsheet::similarity
