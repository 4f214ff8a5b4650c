// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "broadsheet/weighting/idf.hpp"
#include "catch.hpp"

namespace broadsheet::weighting {
namespace {

std::vector<double> idf(const std::vector<Index>& frequencies, std::int64_t n, Idf kind) {
  const auto found = inverse_document_frequency(frequencies, n, kind);
  return {found.begin(), found.end()};
}

TEST_CASE("a rare term weighs more than a common one", "[weighting]") {
  REQUIRE(idf({1, 2, 4}, 4, Idf::plain) ==
          std::vector<double>{std::log(4.0) + 1, std::log(2.0) + 1, 1.0});
  REQUIRE(idf({1, 2, 4}, 4, Idf::smooth) ==
          std::vector<double>{std::log(5.0 / 2) + 1, std::log(5.0 / 3) + 1, 1.0});
}

TEST_CASE("a term that no article holds weighs infinitely, unless smoothed", "[weighting]") {
  REQUIRE(idf({0}, 3, Idf::plain) == std::vector<double>{std::numeric_limits<double>::infinity()});
  REQUIRE(idf({0}, 3, Idf::smooth) == std::vector<double>{std::log(4.0) + 1});
}

TEST_CASE("no terms have no weights", "[weighting]") { REQUIRE(idf({}, 3, Idf::smooth).empty()); }

TEST_CASE("more articles than an index can number are counted right", "[weighting]") {
  const auto n = std::int64_t{1} << 40;
  REQUIRE(idf({1}, n, Idf::plain) == std::vector<double>{std::log(std::ldexp(1.0, 40)) + 1});
}

TEST_CASE("articles that count in part weigh as whole ones do", "[weighting]") {
  const auto part = [](const std::vector<double>& frequencies, double n, Idf kind) {
    const auto found = inverse_document_frequency(frequencies, n, kind);
    return std::vector<double>{found.begin(), found.end()};
  };
  REQUIRE(part({1, 2, 4}, 4, Idf::smooth) == idf({1, 2, 4}, 4, Idf::smooth));
  REQUIRE(part({0.5}, 2.5, Idf::plain) == std::vector<double>{std::log(5.0) + 1});
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const auto infinity = std::numeric_limits<double>::infinity();
  REQUIRE_THROWS_AS(part({2.6}, 2.5, Idf::smooth), std::invalid_argument);
  REQUIRE_THROWS_AS(part({nan}, 2.5, Idf::smooth), std::invalid_argument);
  REQUIRE_THROWS_AS(part({}, 0.0, Idf::smooth), std::invalid_argument);
  REQUIRE_THROWS_AS(part({}, infinity, Idf::smooth), std::invalid_argument);
}

TEST_CASE("frequencies out of range are refused, and the first is named", "[weighting]") {
  REQUIRE_THROWS_AS(idf({1}, 0, Idf::smooth), std::invalid_argument);
  REQUIRE_THROWS_AS(idf({}, -1, Idf::smooth), std::invalid_argument);
  REQUIRE_THROWS_WITH(idf({1, 5, -1}, 4, Idf::smooth),
                      "document frequency of term 1 is 5, not in [0, 4]");
  REQUIRE_THROWS_AS(idf({1, -1}, 4, Idf::plain), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::weighting
