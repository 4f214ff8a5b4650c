// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <random>
#include <stdexcept>

#include "broadsheet/clustering/cluster_tree.hpp"
#include "broadsheet/clustering/labels.hpp"
#include "catch.hpp"
#include "clustering/random_tree.hpp"

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

TEST_CASE("names may be any numbers", "[clustering]") {
  const std::vector<std::int64_t> names{1'000'000'000'000, -5, 7, -5, 1'000'000'000'000, 0};
  REQUIRE(first_appearance(names).of == std::vector<Index>{0, 1, 2, 1, 0, 3});
  REQUIRE(first_appearance(names).n_clusters == 4);
  REQUIRE(first_appearance({}).of.empty());
}

TEST_CASE("clusters after some merges are those of their articles", "[clustering]") {
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    const auto merges = random_merges(30, 3, random);
    std::vector<std::vector<Index>> nodes;
    for (Index i = 0; i < 30; ++i) nodes.push_back({i});
    std::vector<Index> names;
    for (Index i = 0; i < 30; ++i) names.push_back(i);
    for (std::size_t m = 0; m <= merges.a.size(); ++m) {
      REQUIRE(labels_after(30, merges.a, merges.b, m).of == canonical_labels(names).of);
      if (m == merges.a.size()) continue;
      auto node = nodes[static_cast<std::size_t>(merges.a[m])];
      const auto& other = nodes[static_cast<std::size_t>(merges.b[m])];
      node.insert(node.end(), other.begin(), other.end());
      for (const auto i : node) names[static_cast<std::size_t>(i)] = node.front();
      nodes.push_back(node);
    }
  }
}

TEST_CASE("merges that are no trees, or too few, are refused", "[clustering]") {
  const std::vector<Index> a{0, 1};
  const std::vector<Index> b{1, 2};
  REQUIRE(labels_after(3, a, b, 1).of == std::vector<Index>{0, 0, 1});
  REQUIRE_THROWS_WITH(labels_after(3, a, b, 2),
                      "merge 1 takes node 1, which is not there or was merged before");
  REQUIRE_THROWS_WITH(labels_after(3, a, b, 3),
                      "there are 2 merges, fewer than the 3 that were asked for");
}

}  // namespace
}  // namespace broadsheet::clustering
