// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "broadsheet/sparse/stacked.hpp"
#include "catch.hpp"

namespace broadsheet::sparse {
namespace {

TEST_CASE("matrices are stacked one below the other", "[sparse]") {
  std::vector<Csr<double>> parts{
      {{0, 1, 1}, {2}, {0.5}, 3}, {{0}, {}, {}, 3}, {{0, 2}, {0, 1}, {1.0, 2.0}, 3}};
  const auto all = stacked(std::move(parts));
  REQUIRE(all.indptr == std::vector<Offset>{0, 1, 1, 3});
  REQUIRE(all.indices == std::vector<Index>{2, 0, 1});
  REQUIRE(all.values == std::vector<double>{0.5, 1.0, 2.0});
  REQUIRE(all.n_cols == 3);
}

}  // namespace
}  // namespace broadsheet::sparse
