// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/sparse/transpose.hpp"
#include "catch.hpp"
#include "reference/many_entries.hpp"

namespace broadsheet::sparse {
namespace {

TEST_CASE("entries are not numbered by an index", "[sparse]") {
  const auto matrix = reference::many_entries<float>();
  REQUIRE(matrix.view().n_entries() == 66'000);
  REQUIRE_NOTHROW(validate(matrix.view(), "X"));
  const auto mirrored = transpose(matrix.view());
  REQUIRE_NOTHROW(validate(mirrored.view(), "X"));
  REQUIRE(mirrored.indptr.back() == 66'000);
  const auto again = transpose(mirrored.view());
  REQUIRE(again.indptr == matrix.indptr);
  REQUIRE(again.indices == matrix.indices);
  REQUIRE(again.values == matrix.values);

  auto wrong = matrix;
  wrong.indices[65'999] = 200;
  REQUIRE_THROWS_WITH(validate(wrong.view(), "X"),
                      "X.indices has column 200 in row 329, but there are 200 columns");
}

}  // namespace
}  // namespace broadsheet::sparse
