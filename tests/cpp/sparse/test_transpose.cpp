// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "broadsheet/sparse/transpose.hpp"
#include "catch.hpp"
#include "reference/explain.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::sparse {
namespace {

TEST_CASE("the transposed matrix has its entries mirrored, and is canonical", "[sparse]") {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    const auto matrix =
        reference::random_csr<double>({.n_rows = 9, .n_cols = 6, .negative = true}, random);
    const auto mirrored = transpose(matrix.view());
    REQUIRE_NOTHROW(validate(mirrored.view(), "transposed"));
    const auto a = reference::dense(matrix.view());
    const auto b = reference::dense(mirrored.view());
    REQUIRE(b.size() == 6);
    bool equal = true;
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < b.size(); ++j) equal &= a[i][j] == b[j][i];
    }
    REQUIRE(equal);
  }
}

TEST_CASE("transposing twice gives the matrix again", "[sparse]") {
  std::mt19937 random(2);
  const auto matrix = reference::random_csr<float>({}, random);
  const auto again = transpose(transpose(matrix.view()).view());
  REQUIRE(again.indptr == matrix.indptr);
  REQUIRE(again.indices == matrix.indices);
  REQUIRE(again.values == matrix.values);
  REQUIRE(again.n_cols == matrix.n_cols);
}

TEST_CASE("matrices without rows or columns are transposed", "[sparse]") {
  Csr<float> no_rows;
  no_rows.n_cols = 3;
  REQUIRE(transpose(no_rows.view()).indptr == std::vector<Offset>{0, 0, 0, 0});
  const Csr<float> no_columns{{0, 0, 0}, {}, {}, 0};
  REQUIRE(transpose(no_columns.view()).indptr == std::vector<Offset>{0});
  REQUIRE(transpose(no_columns.view()).n_cols == 2);
}

}  // namespace
}  // namespace broadsheet::sparse
