// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <vector>

#include "broadsheet/similarity/filter.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("a filter without conditions allows every pair", "[similarity]") {
  REQUIRE(PairFilter{}.allows_all());
  REQUIRE(PairFilter{}.allows(3, 7));
  const std::vector<Index> groups{0, 1};
  REQUIRE(PairFilter{.x_groups = groups, .y_groups = groups}.allows(0, 1));
}

TEST_CASE("a window allows its own length, in both directions", "[similarity]") {
  const std::vector<Timestamp> x{100};
  const std::vector<Timestamp> y{89, 90, 100, 110, 111};
  const PairFilter filter{.x_times = x, .y_times = y, .window = 10};
  REQUIRE(!filter.allows_all());
  std::vector<bool> allowed;
  for (Index j = 0; j < 5; ++j) allowed.push_back(filter.allows(0, j));
  REQUIRE(allowed == std::vector<bool>{false, true, true, true, false});
}

TEST_CASE("a window of 0 allows equal times, the longest every pair", "[similarity]") {
  const std::vector<Timestamp> times{unknown_time + 1, unknown_time + 1,
                                     std::numeric_limits<Timestamp>::max()};
  PairFilter filter{.x_times = times, .y_times = times, .window = 0};
  REQUIRE(filter.allows(0, 1));
  REQUIRE(!filter.allows(0, 2));
  filter.window = std::numeric_limits<std::uint64_t>::max();
  REQUIRE(filter.allows(0, 2));
  REQUIRE(filter.allows(2, 0));
}

TEST_CASE("pairs are from the same group, or from different ones", "[similarity]") {
  const std::vector<Index> x{4, 5};
  const std::vector<Index> y{5, 4};
  PairFilter filter{.x_groups = x, .y_groups = y, .pairs_from = PairsFrom::same};
  REQUIRE(!filter.allows_all());
  REQUIRE(!filter.allows(0, 0));
  REQUIRE(filter.allows(0, 1));
  filter.pairs_from = PairsFrom::different;
  REQUIRE(filter.allows(0, 0));
  REQUIRE(!filter.allows(0, 1));
}

TEST_CASE("window and groups must both allow a pair", "[similarity]") {
  const std::vector<Timestamp> times{0, 1, 9};
  const std::vector<Index> groups{0, 1, 1};
  const PairFilter filter{.x_times = times,
                          .y_times = times,
                          .window = 1,
                          .x_groups = groups,
                          .y_groups = groups,
                          .pairs_from = PairsFrom::different};
  REQUIRE(filter.allows(0, 1));
  REQUIRE(!filter.allows(0, 2));
  REQUIRE(!filter.allows(1, 2));
}

TEST_CASE("a filter that does not fit the rows is refused by name", "[similarity]") {
  const std::vector<Timestamp> two{0, 1};
  const std::vector<Timestamp> unknown{0, unknown_time};
  const std::vector<Index> groups{0, 1};
  REQUIRE_NOTHROW(validate({}, 5, 6));
  REQUIRE_NOTHROW(validate({.x_times = two, .y_times = two, .window = 1}, 2, 2));
  REQUIRE_THROWS_WITH(validate({.x_times = two, .y_times = two, .window = 1}, 3, 2),
                      "timestamps has 2 entries, but X has 3 rows");
  REQUIRE_THROWS_WITH(validate({.x_times = two, .y_times = two, .window = 1}, 2, 1),
                      "timestamps has 2 entries, but Y has 1 rows");
  REQUIRE_THROWS_WITH(validate({.x_times = two, .y_times = unknown, .window = 1}, 2, 2),
                      "timestamps of Y has no time at position 1; a window needs the time of each "
                      "row");
  REQUIRE_THROWS_WITH(validate({.window = 1}, 1, 1), "timestamps has 0 entries, but X has 1 rows");
  REQUIRE_THROWS_WITH(
      validate({.x_groups = groups, .y_groups = groups, .pairs_from = PairsFrom::same}, 2, 3),
      "groups has 2 entries, but Y has 3 rows");
  REQUIRE_THROWS_WITH(validate({.pairs_from = PairsFrom::different}, 1, 0),
                      "groups has 0 entries, but X has 1 rows");
}

}  // namespace
}  // namespace broadsheet::similarity
