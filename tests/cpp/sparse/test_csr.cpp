// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "broadsheet/sparse/csr.hpp"
#include "catch.hpp"

namespace broadsheet::sparse {
namespace {

// [[1, 0, 2], [0, 0, 0], [0, 3, 0]]
Csr<float> example() { return {{0, 2, 2, 3}, {0, 2, 1}, {1.0F, 2.0F, 3.0F}, 3}; }

TEST_CASE("a matrix knows its rows", "[sparse]") {
  const auto matrix = example();
  const auto view = matrix.view();
  REQUIRE(matrix.n_rows() == 3);
  REQUIRE(view.n_rows() == 3);
  REQUIRE(view.n_entries() == 3);
  REQUIRE(view.row(0).size() == 2);
  REQUIRE(view.row(1).size() == 0);
  REQUIRE(view.row(2).columns[0] == 1);
  REQUIRE(view.row(2).values[0] == 3.0F);
}

TEST_CASE("an empty matrix has no rows", "[sparse]") {
  REQUIRE(Csr<double>{}.n_rows() == 0);
  REQUIRE(CsrView<double>{}.n_rows() == 0);
  REQUIRE_NOTHROW(validate(Csr<double>{}.view(), "X"));
}

TEST_CASE("a canonical matrix is valid", "[sparse]") {
  REQUIRE_NOTHROW(validate(example().view(), "X"));
}

TEST_CASE("what is wrong with a matrix is named, with its place", "[sparse]") {
  auto matrix = example();
  const auto refused_with = [&](const std::string& message) {
    REQUIRE_THROWS_AS(validate(matrix.view(), "X"), std::invalid_argument);
    REQUIRE_THROWS_WITH(validate(matrix.view(), "X"), message);
  };
  SECTION("no indptr") {
    matrix.indptr.clear();
    refused_with("X.indptr is empty; it needs one entry more than rows");
  }
  SECTION("an indptr that does not begin at 0") {
    matrix.indptr[0] = 1;
    refused_with("X.indptr[0] must be 0, got 1");
  }
  SECTION("an indptr that falls") {
    matrix.indptr[1] = 3;
    refused_with("X.indptr falls at row 1");
  }
  SECTION("an indptr that ends elsewhere") {
    matrix.indptr[3] = 4;
    refused_with("X.indptr ends at 4, but there are 3 entries");
  }
  SECTION("indices and data of different lengths") {
    matrix.values.pop_back();
    refused_with("X.indices has 3 entries, but .data has 2");
  }
  SECTION("a column that is too large") {
    matrix.indices[2] = 3;
    refused_with("X.indices has column 3 in row 2, but there are 3 columns");
  }
  SECTION("a negative column") {
    matrix.indices[0] = -1;
    refused_with("X.indices has column -1 in row 0, but there are 3 columns");
  }
  SECTION("columns out of order") {
    matrix.indices = {2, 0, 1};
    refused_with("X.indices does not ascend in row 0; call sum_duplicates() first");
  }
  SECTION("a column twice") {
    matrix.indices = {2, 2, 1};
    refused_with("X.indices does not ascend in row 0; call sum_duplicates() first");
  }
  SECTION("NaN") {
    matrix.values[2] = std::numeric_limits<float>::quiet_NaN();
    refused_with("X has a value that is not finite in row 2, column 1");
  }
  SECTION("infinity") {
    matrix.values[1] = -std::numeric_limits<float>::infinity();
    refused_with("X has a value that is not finite in row 0, column 2");
  }
}

}  // namespace
}  // namespace broadsheet::sparse
