// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "broadsheet/similarity/time_kernel.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

constexpr Timestamp day = 86'400'000'000;

TEST_CASE("the time kernel is a Gaussian of the distance in time", "[similarity]") {
  const std::vector<Timestamp> timestamps{0, 0, day, 5 * day, -3 * day};
  const TimeKernel kernel(timestamps, 4.0 * day);
  REQUIRE(kernel(0, 1) == 1.0);
  REQUIRE(kernel(0, 2) == std::exp(-0.5 / 16.0));
  REQUIRE(kernel(2, 3) == std::exp(-0.5));
  REQUIRE(kernel(3, 2) == kernel(2, 3));
  REQUIRE(kernel(3, 4) == std::exp(-2.0));
}

TEST_CASE("the time kernel is 1 where a moment is unknown, or all are", "[similarity]") {
  const std::vector<Timestamp> timestamps{0, unknown_time, unknown_time, 1000 * day};
  const TimeKernel kernel(timestamps, 1.0);
  REQUIRE(kernel(0, 1) == 1.0);
  REQUIRE(kernel(1, 0) == 1.0);
  REQUIRE(kernel(1, 2) == 1.0);
  REQUIRE(kernel(0, 3) == 0.0);
  REQUIRE(TimeKernel()(0, 3) == 1.0);
  REQUIRE(TimeKernel({}, 0.0)(0, 3) == 1.0);
}

TEST_CASE("the two ends of time are far apart", "[similarity]") {
  const std::vector<Timestamp> timestamps{unknown_time + 1, std::numeric_limits<Timestamp>::max()};
  REQUIRE(TimeKernel(timestamps, 0x1p64)(0, 1) == std::exp(-0.5));
  REQUIRE(TimeKernel(timestamps, 1.0)(0, 1) == 0.0);
}

TEST_CASE("a time scale that is not positive and finite is refused", "[similarity]") {
  const std::vector<Timestamp> timestamps{0};
  const auto sigma = GENERATE(0.0, -1.0, std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN());
  REQUIRE_THROWS_AS(TimeKernel(timestamps, sigma), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::similarity
