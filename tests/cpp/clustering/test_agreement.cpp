// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>

#include "broadsheet/clustering/agreement.hpp"
#include "catch.hpp"
#include "clustering/random_tree.hpp"
#include "reference/story_cut.hpp"

namespace broadsheet::clustering {
namespace {

TEST_CASE("agreement is BCubed of the clusters after each merge", "[clustering]") {
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    const Index n = 25;
    const auto merges = random_merges(n, round % 4 + 1, random);
    std::uniform_int_distribution<Index> any(0, 6);
    std::vector<Index> labels;
    for (Index i = 0; i < n; ++i) labels.push_back(any(random));
    const auto found = agreement(labels, view_of(merges), {});
    REQUIRE(found.precision.size() == merges.a.size() + 1);
    for (std::size_t m = 0; m <= merges.a.size(); ++m) {
      Merges first{
          {merges.a.begin(), merges.a.begin() + static_cast<std::ptrdiff_t>(m)},
          {merges.b.begin(), merges.b.begin() + static_cast<std::ptrdiff_t>(m)},
          {merges.similarity.begin(), merges.similarity.begin() + static_cast<std::ptrdiff_t>(m)},
          {}};
      const auto clusters = reference::clusters_at(reference::nodes_of(n, first), n, 0.0);
      const auto [precision, recall] = reference::bcubed(labels, clusters);
      REQUIRE(found.precision[m] == Approx(precision));
      REQUIRE(found.recall[m] == Approx(recall));
    }
  }
}

TEST_CASE("the best cut gives back the clusters of a cut", "[clustering]") {
  std::mt19937 random(3);
  const Index n = 60;
  const auto merges = random_merges(n, 1, random);
  const auto nodes = reference::nodes_of(n, merges);
  const auto cut = merges.similarity[29];
  const auto labels = reference::clusters_at(nodes, n, cut);
  const auto best = best_cut(agreement(labels, view_of(merges), {}), merges.similarity);
  REQUIRE(merges.similarity[best - 1] == cut);
  REQUIRE((best == merges.a.size() || merges.similarity[best] < cut));
}

TEST_CASE("merges of equal similarity are made together or not at all", "[clustering]") {
  const Merges merges{{0, 2, 4}, {1, 3, 5}, {0.5, 0.5, 0.1}, {2, 2, 4}};
  const std::vector<Index> labels{0, 0, 1, 2};  // the first merge alone would be right
  const auto best = best_cut(agreement(labels, view_of(merges), {}), merges.similarity);
  REQUIRE(best != 1);
}

TEST_CASE("labels below 0 are refused, and no article agrees", "[clustering]") {
  const std::vector<Index> labels{0, -1};
  REQUIRE_THROWS_WITH(agreement(labels, {}, {}),
                      "labels holds -1 at article 1; labels are at least 0");
  REQUIRE(agreement({}, {}, {}).precision.size() == 1);
}

}  // namespace
}  // namespace broadsheet::clustering
