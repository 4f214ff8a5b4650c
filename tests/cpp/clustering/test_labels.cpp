// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "broadsheet/clustering/labels.hpp"
#include "catch.hpp"

namespace broadsheet::clustering {
namespace {

TEST_CASE("clusters are numbered by first appearance", "[clustering]") {
  const std::vector<Index> names{4, 4, 0, 3, 4, 0};
  const auto labels = canonical_labels(names);
  REQUIRE(labels.of == std::vector<Index>{0, 0, 1, 2, 0, 1});
  REQUIRE(labels.n_clusters == 3);
}

TEST_CASE("canonical labels stay as they are, and nothing has no clusters", "[clustering]") {
  const std::vector<Index> names{0, 1, 1, 2, 0};
  REQUIRE(canonical_labels(names).of == names);
  REQUIRE(canonical_labels({}).n_clusters == 0);
}

TEST_CASE("a name out of range is refused", "[clustering]") {
  const std::vector<Index> names{0, 2};
  REQUIRE_THROWS_WITH(canonical_labels(names), "article 1 is in cluster 2, which is not in 0..1");
  const std::vector<Index> negative{-1};
  REQUIRE_THROWS_AS(canonical_labels(negative), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::clustering
