// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <span>
#include <vector>

#include "broadsheet/sparse/norm.hpp"
#include "catch.hpp"

namespace broadsheet::sparse {
namespace {

template <class T>
std::vector<T> normalized(std::vector<T> row, Norm norm) {
  normalize(std::span<T>(row), norm);
  return row;
}

TEST_CASE("a row is divided by its norm", "[sparse]") {
  const std::vector<double> row{3.0, -4.0};
  REQUIRE(normalized(row, Norm::none) == row);
  REQUIRE(normalized(row, Norm::l1) == std::vector<double>{3.0 / 7, -4.0 / 7});
  REQUIRE(normalized(row, Norm::l2) == std::vector<double>{0.6, -0.8});
  REQUIRE(normalized(std::vector<float>{3, -4}, Norm::l2) == std::vector<float>{0.6F, -0.8F});
}

TEST_CASE("a row of zeros and a row without entries stay", "[sparse]") {
  for (const auto norm : {Norm::none, Norm::l1, Norm::l2}) {
    REQUIRE(normalized(std::vector<float>{0, 0}, norm) == std::vector<float>{0, 0});
    REQUIRE(normalized(std::vector<double>{}, norm).empty());
  }
}

TEST_CASE("the norm of a long single row is summed in double", "[sparse]") {
  // In single, the sum would stop growing at 2^24.
  const std::vector<float> ones(20'000'000, 1.0F);
  REQUIRE(normalized(ones, Norm::l1).back() == static_cast<float>(1.0 / 20'000'000));
  REQUIRE(normalized(ones, Norm::l2).back() == static_cast<float>(1.0 / std::sqrt(2e7)));
}

TEST_CASE("values are divided, not multiplied by a reciprocal", "[sparse]") {
  const std::vector<double> row{5.0, 44.0};  // 5 / 49 differs from 5 * (1 / 49)
  REQUIRE(normalized(row, Norm::l1) == std::vector<double>{5.0 / 49, 44.0 / 49});
}

}  // namespace
}  // namespace broadsheet::sparse
