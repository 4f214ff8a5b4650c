// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "broadsheet/clustering/exact_sum.hpp"
#include "catch.hpp"

namespace broadsheet::clustering {
namespace {

TEST_CASE("a float32 from 2^-8 to 2 is kept exactly, less is rounded", "[clustering]") {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<float> similarity(0x1p-8F, 2.0F);
  for (int round = 0; round < 1000; ++round) {
    const auto s = static_cast<double>(similarity(random));
    REQUIRE(ExactSum(to_fixed(s), 1).average(1) == s);
  }
  REQUIRE(to_fixed(0x1p-32) == 1);
  REQUIRE(to_fixed(0x1p-33) == 1);
  REQUIRE(to_fixed(0x0.ffp-33) == 0);
  REQUIRE(to_fixed(1.0 - 0x1p-53) == to_fixed(1.0));
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

TEST_CASE("what equals a cut reaches it, however it is rounded", "[clustering]") {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> cut(0.01, 1.0);
  std::uniform_real_distribution<double> part(0.0, 1.0);
  for (int round = 0; round < 10'000; ++round) {
    const auto c = cut(random);
    const auto less = c * part(random);
    const auto more = std::min(1.0, 2.0 * c - less);
    for (const double error : {-0x1p-41, 0.0, 0x1p-41}) {
      ExactSum sum(to_fixed((2.0 * c - more) * (1.0 + error)), 1);
      sum += ExactSum(to_fixed(more * (1.0 + error)), 1);
      REQUIRE(sum.reaches(to_fixed_cut<double>(c), 2));
    }
    // Three roundings to float.
    REQUIRE(to_fixed(c * (1.0 - 0x1.8p-23)) >= to_fixed_cut<float>(c));
    // And little else does.
    REQUIRE(to_fixed(c - 0x1.4p-31) < to_fixed_cut<double>(c));
    REQUIRE(to_fixed(c * (1.0 - 0x1p-21)) < to_fixed_cut<float>(c));
  }
  REQUIRE(to_fixed_cut<double>(0.0) == 0);
  REQUIRE(to_fixed_cut<double>(1e-300) == 1);
}

TEST_CASE("more pairs than 2^31 articles have do not overflow", "[clustering]") {
  const auto most = Offset{1} << 62;
  ExactSum sum(to_fixed(1.0), most / 2);
  sum += ExactSum(to_fixed(0.5), most / 2);
  REQUIRE(sum.average(most) == 0.75);
}

}  // namespace
}  // namespace broadsheet::clustering
