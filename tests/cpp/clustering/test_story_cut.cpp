// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <stdexcept>

#include "broadsheet/clustering/story_cut.hpp"
#include "catch.hpp"
#include "clustering/random_tree.hpp"
#include "reference/story_cut.hpp"

namespace broadsheet::clustering {
namespace {

std::vector<Index> all_nodes(const Dendrogram& tree) {
  std::vector<Index> nodes(tree.parent.size());
  std::iota(nodes.begin(), nodes.end(), Index{0});
  return nodes;
}

TEST_CASE("a dendrogram tells births, deaths, sizes and means of pairs", "[clustering]") {
  // ((0, 1) at .8, 2) at .5: pairs .8, .5, .5.
  const Merges merges{{0, 2}, {1, 3}, {0.8, 0.5}, {2, 3}};
  const auto tree = dendrogram(3, view_of(merges));
  REQUIRE(tree.parent == std::vector<Index>{3, 3, 4, 4, -1});
  REQUIRE(tree.size == std::vector<Index>{1, 1, 1, 2, 3});
  REQUIRE(tree.birth == std::vector<double>{1, 1, 1, 0.8, 0.5});
  REQUIRE(tree.death == std::vector<double>{0.8, 0.8, 0.5, 0.5, 0});
  REQUIRE(tree.inside.back() == Approx(0.6));
}

TEST_CASE("merges that make no tree are refused by number", "[clustering]") {
  const auto refused = [](const Merges& merges) { return dendrogram(3, view_of(merges)); };
  REQUIRE_THROWS_WITH(refused({{0, 0}, {1, 2}, {0.8, 0.5}, {2, 3}}),
                      "merge 1 takes node 0, which is not there or was merged before");
  REQUIRE_THROWS_WITH(refused({{0}, {4}, {0.8}, {2}}),
                      "merge 0 takes node 4, which is not there or was merged before");
  REQUIRE_THROWS_AS(refused({{0}, {-1}, {0.8}, {2}}), std::invalid_argument);
  REQUIRE_THROWS_AS(refused({{0}, {1}, {1.5}, {2}}), std::invalid_argument);
  REQUIRE_THROWS_AS(refused({{0, 2}, {1, 3}, {0.5, 0.8}, {2, 3}}), std::invalid_argument);
  REQUIRE_THROWS_AS(refused({{0}, {1, 2}, {0.5}, {2}}), std::invalid_argument);
}

TEST_CASE("curves are what their definition says of each cut", "[clustering]") {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    const Index n = 40;
    const auto merges = random_merges(n, round % 3 + 1, random);
    const auto tree = dendrogram(n, view_of(merges));
    const auto nodes = reference::nodes_of(n, merges);
    const auto curves = cut_curves(tree, all_nodes(tree), 0.02, n);
    for (std::size_t i = 0; i < n_cuts; ++i) {
      const auto worth = reference::worth_of_cut(nodes, cuts()[i], 0.02, n);
      REQUIRE(curves.stable[i] == Approx(worth.stable).margin(1e-9));
      REQUIRE(curves.distinct[i] == Approx(worth.distinct).margin(1e-9));
    }
  }
}

TEST_CASE("small stories are cut at .78", "[clustering]") {
  const auto cut = story_cut(600, view_of(two_levels(200, 3, 0.85, 0.12)));
  REQUIRE(cut.threshold == Approx(0.78));
  REQUIRE(cut.large == 0.0);
  REQUIRE(cut.labels.n_clusters == 200);
}

TEST_CASE("large stories are cut where they stand out", "[clustering]") {
  const auto cut = story_cut(600, view_of(two_levels(30, 20, 0.4, 0.05)));
  REQUIRE(cut.large == 1.0);
  REQUIRE(cut.threshold <= 0.4);
  REQUIRE(cut.threshold > 0.05);
  REQUIRE(cut.labels.n_clusters == 30);
}

TEST_CASE("parts of a collection have thresholds of their own", "[clustering]") {
  // 1,200 articles in large stories, then 600 in small ones, of two parts that have little in
  // common.
  const auto large = two_levels(60, 20, 0.6, 0.12);
  const auto small = two_levels(200, 3, 0.85, 0.15);
  struct Row {
    double similarity;
    int part;
    std::size_t m;
  };
  std::vector<Row> rows;
  for (std::size_t m = 0; m < large.a.size(); ++m) rows.push_back({large.similarity[m], 0, m});
  for (std::size_t m = 0; m < small.a.size(); ++m) rows.push_back({small.similarity[m], 1, m});
  std::ranges::stable_sort(rows, std::greater<>(), &Row::similarity);
  const Index n = 1800;
  std::vector<Index> node_of_large(1200 + large.a.size());
  std::vector<Index> node_of_small(600 + small.a.size());
  std::iota(node_of_large.begin(), node_of_large.begin() + 1200, Index{0});
  std::iota(node_of_small.begin(), node_of_small.begin() + 600, Index{1200});
  Merges both;
  auto next = n;
  for (const auto& row : rows) {
    auto& node = row.part == 0 ? node_of_large : node_of_small;
    const auto& from = row.part == 0 ? large : small;
    const auto articles = row.part == 0 ? 1200u : 600u;
    both.a.push_back(node[static_cast<std::size_t>(from.a[row.m])]);
    both.b.push_back(node[static_cast<std::size_t>(from.b[row.m])]);
    both.similarity.push_back(row.similarity);
    node[articles + row.m] = next++;
  }
  both.a.push_back(node_of_large.back());
  both.b.push_back(node_of_small.back());
  both.similarity.push_back(0.001);

  const auto cut = story_cut(n, view_of(both));
  REQUIRE(cut.thresholds.front() < 0.61);
  REQUIRE(cut.thresholds[1799] == Approx(0.78));
  REQUIRE(cut.labels.n_clusters == 260);
}

TEST_CASE("several trees need a background; one tells it", "[clustering]") {
  const auto merges = two_levels(10, 3, 0.8, 0.1);
  auto forest = merges;
  for (auto* array : {&forest.a, &forest.b}) array->resize(20);
  forest.similarity.resize(20);
  REQUIRE_THROWS_WITH(story_cut(30, view_of(forest)),
                      "the merges have several roots: background must be given");
  REQUIRE(story_cut(30, view_of(forest), 0.1).labels.n_clusters == 10);
  REQUIRE_THROWS_AS(story_cut(30, view_of(forest), 0.0), std::invalid_argument);
  REQUIRE(story_cut(30, view_of(merges)).background == Approx(0.1).epsilon(0.7));
}

TEST_CASE("no article, one, and equal ones are no trouble", "[clustering]") {
  REQUIRE(story_cut(0, {}).labels.n_clusters == 0);
  REQUIRE(story_cut(1, {}).labels.n_clusters == 1);
  REQUIRE(story_cut(150, view_of(two_levels(1, 150, 1.0, 0.0))).labels.n_clusters == 1);
  REQUIRE(story_cut(150, view_of(two_levels(150, 1, 0.0, 0.0))).labels.n_clusters == 150);
}

}  // namespace
}  // namespace broadsheet::clustering
