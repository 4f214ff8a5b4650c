// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "broadsheet/clustering/whole_stories.hpp"
#include "catch.hpp"
#include "clustering/random_tree.hpp"

namespace broadsheet::clustering {
namespace {

// Ten stories of two equal articles, and one of six whose articles share half of their weight.
// Each article of it has a term of its own.
struct Feed {
  std::vector<Offset> indptr{0};
  std::vector<Index> indices;
  std::vector<double> values;
  Merges merges;

  explicit Feed(double shared) {
    for (Index story = 0; story < 10; ++story) {
      for (int copy = 0; copy < 2; ++copy) add({{story, 1.0}});
    }
    for (Index article = 0; article < 6; ++article) {
      add({{10, std::sqrt(shared)}, {static_cast<Index>(11 + article), std::sqrt(1.0 - shared)}});
    }
    const auto join = [&](Index a, Index b, double similarity) {
      merges.a.push_back(std::min(a, b));
      merges.b.push_back(std::max(a, b));
      merges.similarity.push_back(similarity);
      return static_cast<Index>(25 + merges.a.size());
    };
    for (Index story = 0; story < 10; ++story) {
      join(static_cast<Index>(2 * story), static_cast<Index>(2 * story + 1), 1.0);
    }
    auto root = Index{20};
    for (Index article = 21; article < 26; ++article) root = join(root, article, 0.6);
    for (Index story = 0; story < 10; ++story) {
      root = join(root, static_cast<Index>(26 + story), 0.02);
    }
  }

  void add(const std::vector<std::pair<Index, double>>& entries) {
    for (const auto& [column, value] : entries) {
      indices.push_back(column);
      values.push_back(value);
    }
    indptr.push_back(static_cast<Offset>(indices.size()));
  }

  [[nodiscard]] sparse::CsrView<double> view() const { return {indptr, indices, values, 17}; }

  // With stories of two, and the six alone.
  [[nodiscard]] static std::vector<Index> labels() {
    std::vector<Index> of;
    for (Index i = 0; i < 26; ++i) of.push_back(i < 20 ? static_cast<Index>(i / 2) : i);
    return of;
  }

  [[nodiscard]] Labels whole(double threshold, const similarity::TimeKernel& kernel = {}) const {
    const std::vector<double> thresholds(26 + merges.a.size(), threshold);
    return whole_stories(view(), view_of(merges), std::span<const double>(thresholds), 0.01,
                         std::span<const Index>(named), kernel, {});
  }

  std::vector<Index> named = labels();
};

TEST_CASE("a larger story that stands out stays whole among small ones", "[clustering]") {
  const Feed feed(0.9);
  const auto found = feed.whole(0.78);
  REQUIRE(found.n_clusters == 11);
  REQUIRE(found.of[20] == found.of[25]);
}

TEST_CASE("not if its articles are less alike than those of stories", "[clustering]") {
  REQUIRE(Feed(0.5).whole(0.78).n_clusters == 16);
}

TEST_CASE("nor where stories are large anyway", "[clustering]") {
  REQUIRE(Feed(0.9).whole(0.5).n_clusters == 11 + 5);
}

TEST_CASE("nor where its articles are far apart in time", "[clustering]") {
  const Feed feed(0.9);
  std::vector<similarity::Timestamp> times(26, 0);
  std::iota(times.begin() + 20, times.end(), similarity::Timestamp{0});
  REQUIRE(feed.whole(0.78, similarity::TimeKernel(times, 10.0)).n_clusters == 11);
  REQUIRE(feed.whole(0.78, similarity::TimeKernel(times, 0.5)).n_clusters == 16);
}

TEST_CASE("thresholds and labels are as many as nodes and rows", "[clustering]") {
  const Feed feed(0.9);
  const std::vector<double> few(3, 0.78);
  REQUIRE_THROWS_AS(whole_stories(feed.view(), view_of(feed.merges), std::span<const double>(few),
                                  0.01, std::span<const Index>(feed.named), {}, {}),
                    std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::clustering
