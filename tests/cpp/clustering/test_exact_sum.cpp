// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "broadsheet/clustering/exact_sum.hpp"
#include "catch.hpp"

namespace broadsheet::clustering {
namespace {

TEST_CASE("a similarity from 2^-9 to 2 is kept exactly, less is cut off", "[clustering]") {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> similarity(0x1p-9, 2.0);
  for (int round = 0; round < 1000; ++round) {
    const auto s = similarity(random);
    REQUIRE(ExactSum(to_fixed(s), 1).average(1) == s);
  }
  REQUIRE(to_fixed(0x1p-62) == 1);
  REQUIRE(to_fixed(0x1p-63) == 0);
  REQUIRE(to_fixed(0.0) == 0);
}

TEST_CASE("the order of a sum does not matter", "[clustering]") {
  // In double 1 + 2^-53 + 2^-53 is 1, but 2^-53 + 2^-53 + 1 is not.
  ExactSum one_way(to_fixed(1.0), 1);
  one_way += ExactSum(to_fixed(0x1p-53), 1);
  one_way += ExactSum(to_fixed(0x1p-53), 1);
  ExactSum other_way(to_fixed(0x1p-53), 2);
  other_way += ExactSum(to_fixed(1.0), 1);
  REQUIRE(one_way.average(1) == 1.0 + 0x1p-52);
  REQUIRE(other_way.average(1) == 1.0 + 0x1p-52);
}

TEST_CASE("an average reaches a cut exactly", "[clustering]") {
  const auto cut = to_fixed(0.3);
  ExactSum sum(cut, 3'000'000'000'000);
  REQUIRE(sum.reaches(cut, 3'000'000'000'000));
  REQUIRE_FALSE(sum.reaches(cut + 1, 3'000'000'000'000));
  REQUIRE_FALSE(sum.reaches(cut, 3'000'000'000'001));
  REQUIRE(sum.average(3'000'000'000'000) == 0.3);
}

TEST_CASE("more pairs than 2^31 articles have do not overflow", "[clustering]") {
  const auto most = Offset{1} << 62;
  ExactSum sum(to_fixed(1.0), most / 2);
  sum += ExactSum(to_fixed(0.5), most / 2);
  REQUIRE(sum.average(most) == 0.75);
}

}  // namespace
}  // namespace broadsheet::clustering
