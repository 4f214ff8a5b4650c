// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "broadsheet/clustering/agglomerative.hpp"
#include "catch.hpp"
#include "reference/many_entries.hpp"

namespace broadsheet::clustering {
namespace {

TEST_CASE("pairs that may merge are not numbered by an index", "[clustering]") {
  auto x = reference::many_entries<double>(300, 200);  // 44,850 pairs, all of them close
  for (Index i = 0; i < 300; ++i) {
    const auto first = static_cast<std::size_t>(x.indptr[static_cast<std::size_t>(i)]);
    double squares = 0.0;
    for (std::size_t e = 0; e < 200; ++e) squares += x.values[first + e] * x.values[first + e];
    for (std::size_t e = 0; e < 200; ++e) x.values[first + e] /= std::sqrt(squares);
  }
  const auto dense_below = GENERATE(0.0, 1.0);
  const auto result = agglomerate<double>(
      x.view(), {.min_similarity = 0.05, .dense_below = dense_below, .dense_from = 1.0}, {2});
  REQUIRE(result.labels.n_clusters == 1);
  REQUIRE(result.merges.size.back() == 300);
  REQUIRE(result.merges.a.size() == 299);
}

}  // namespace
}  // namespace broadsheet::clustering
