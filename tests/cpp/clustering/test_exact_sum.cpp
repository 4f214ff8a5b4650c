// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "broadsheet/clustering/exact_sum.hpp"
#include "catch.hpp"

namespace broadsheet::clustering {
namespace {

TEST_CASE("a float32 from 2^-8 to 2 is kept exactly, less is cut off", "[clustering]") {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<float> similarity(0x1p-8F, 2.0F);
  for (int round = 0; round < 1000; ++round) {
    const auto s = static_cast<double>(similarity(random));
    REQUIRE(ExactSum(to_fixed(s), 1).average(1) == s);
  }
  REQUIRE(to_fixed(0x1p-32) == 1);
  REQUIRE(to_fixed(0x1p-33) == 0);
  REQUIRE(to_fixed(0.0) == 0);
}

TEST_CASE("the order of a sum does not matter", "[clustering]") {
  // In double 2^22 + 2^-31 + 2^-31 is 2^22, but 2^-31 + 2^-31 + 2^22 is not.
  ExactSum one_way(to_fixed(1.0), 1 << 22);
  one_way += ExactSum(to_fixed(0x1p-31), 1);
  one_way += ExactSum(to_fixed(0x1p-31), 1);
  ExactSum other_way(to_fixed(0x1p-31), 2);
  other_way += ExactSum(to_fixed(1.0), 1 << 22);
  REQUIRE(one_way.average(1) == 0x1p22 + 0x1p-30);
  REQUIRE(other_way.average(1) == 0x1p22 + 0x1p-30);
}

TEST_CASE("an average reaches a cut exactly", "[clustering]") {
  const auto cut = to_fixed(0.3125);
  ExactSum sum(cut, 3'000'000'000'000);
  REQUIRE(sum.reaches(cut, 3'000'000'000'000));
  REQUIRE_FALSE(sum.reaches(cut + 1, 3'000'000'000'000));
  REQUIRE_FALSE(sum.reaches(cut, 3'000'000'000'001));
  REQUIRE(sum.average(3'000'000'000'000) == 0.3125);
}

TEST_CASE("more pairs than 2^31 articles have do not overflow", "[clustering]") {
  const auto most = Offset{1} << 62;
  ExactSum sum(to_fixed(1.0), most / 2);
  sum += ExactSum(to_fixed(0.5), most / 2);
  REQUIRE(sum.average(most) == 0.75);
}

}  // namespace
}  // namespace broadsheet::clustering
