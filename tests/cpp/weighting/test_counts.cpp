// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <stdexcept>
#include <vector>

#include "broadsheet/weighting/counts.hpp"
#include "catch.hpp"

namespace broadsheet::weighting {
namespace {

sparse::Csr<double> with(double count) { return {{0, 1, 1, 3}, {1, 0, 2}, {2.0, 1.0, count}, 3}; }

TEST_CASE("counts that are none are named by row and column", "[weighting]") {
  const auto check = [](double count) { validate_counts(with(count).view(), "X"); };
  REQUIRE_NOTHROW(check(0.0));
  REQUIRE_NOTHROW(check(0.5));
  REQUIRE_THROWS_WITH(check(-1.0),
                      "Negative values in data: X has -1 in row 2, column 2; counts are finite "
                      "and not negative");
  REQUIRE_THROWS_WITH(check(std::numeric_limits<double>::quiet_NaN()),
                      "X has NaN in row 2, column 2; counts are finite and not negative");
  for (const double sign : {1.0, -1.0}) {
    REQUIRE_THROWS_WITH(check(sign * std::numeric_limits<double>::infinity()),
                        "X has an infinite count, inf, in row 2, column 2; counts are finite and "
                        "not negative");
  }
}

TEST_CASE("counts are canonical matrices", "[weighting]") {
  auto counts = with(1.0);
  counts.indices = {1, 2, 0};
  REQUIRE_THROWS_AS(validate_counts(counts.view(), "X"), std::invalid_argument);
  counts.indices = {1, 0, 3};
  REQUIRE_THROWS_AS(validate_counts(counts.view(), "X"), std::invalid_argument);
  counts = with(-1.0);
  counts.indices.clear();
  counts.indptr.clear();  // a message must not read what is not there
  REQUIRE_THROWS_AS(validate_counts(counts.view(), "X"), std::invalid_argument);
}

TEST_CASE("statistics count documents and occurrences; a stored 0 is none", "[weighting]") {
  const sparse::Csr<float> counts{{0, 2, 2, 4}, {0, 2, 0, 2}, {3, 0, 1, 5}, 4};
  const auto found = term_statistics(counts.view());
  REQUIRE(found.document_frequencies == std::vector<Index>{2, 0, 1, 0});
  REQUIRE(found.term_frequencies == std::vector<double>{4, 0, 5, 0});
  REQUIRE(found.total == 9.0);
  REQUIRE(term_statistics(sparse::Csr<double>{}.view()).total == 0.0);
}

}  // namespace
}  // namespace broadsheet::weighting
