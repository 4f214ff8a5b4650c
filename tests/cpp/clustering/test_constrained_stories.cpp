// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>

#include "broadsheet/clustering/agglomerative.hpp"
#include "broadsheet/clustering/constrained_stories.hpp"
#include "catch.hpp"
#include "clustering/random_tree.hpp"
#include "clustering/stopping.hpp"
#include "reference/constrained_stories.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::clustering {
namespace {

// Rows of length 1 in the plane, at 0, 20, 70 and 90 degrees: 0 and 1 are alike, and so are 2
// and 3.
sparse::Csr<double> fan() {
  return {{0, 1, 3, 5, 6},
          {0, 0, 1, 0, 1, 1},
          {1.0, 0.9396926, 0.3420201, 0.3420201, 0.9396926, 1.0},
          2};
}

struct Said {
  std::vector<Index> must_a;
  std::vector<Index> must_b;
  std::vector<Index> cannot_a;
  std::vector<Index> cannot_b;

  [[nodiscard]] Constraints view() const { return {must_a, must_b, cannot_a, cannot_b}; }
};

std::vector<Index> corrected(const std::vector<Index>& labels, const Said& said,
                             const Merges& merges = {}) {
  const auto x = fan();
  return constrained_stories<double>(x.view(), labels, view_of(merges), said.view(), {}, {}).of;
}

TEST_CASE("a must-link joins two stories", "[clustering]") {
  REQUIRE(corrected({0, 0, 1, 2}, {.must_a = {1}, .must_b = {2}, .cannot_a = {}, .cannot_b = {}}) ==
          std::vector<Index>{0, 0, 0, 1});
}

TEST_CASE("a cannot-link divides a story in two, and each of the rest goes where it is most alike",
          "[clustering]") {
  REQUIRE(corrected({0, 0, 0, 0}, {.must_a = {}, .must_b = {}, .cannot_a = {0}, .cannot_b = {3}}) ==
          std::vector<Index>{0, 0, 1, 1});
}

TEST_CASE("of the two that are most alike as well", "[clustering]") {
  // 2 and 3 are alike by .94, 1 and 2 by .64: 2 is free to go with 1, and 3 goes alone.
  REQUIRE(corrected({0, 0, 0, 0},
                    {.must_a = {}, .must_b = {}, .cannot_a = {2, 2}, .cannot_b = {3, 0}}) ==
          std::vector<Index>{0, 0, 1, 0});
}

TEST_CASE("what a must-link ties goes together", "[clustering]") {
  REQUIRE(
      corrected({0, 0, 0, 0}, {.must_a = {3}, .must_b = {1}, .cannot_a = {0}, .cannot_b = {3}}) ==
      std::vector<Index>{0, 1, 1, 1});
}

TEST_CASE("groups found without the articles in question stay whole", "[clustering]") {
  // As if 1 and 2 had been joined first.
  const Merges merges{{1}, {2}, {0.9}, {2}};
  REQUIRE(corrected({0, 0, 0, 0}, {.must_a = {}, .must_b = {}, .cannot_a = {0}, .cannot_b = {3}},
                    merges) == std::vector<Index>{0, 0, 0, 1});
}

TEST_CASE("stories that no constraint touches stay as they are", "[clustering]") {
  REQUIRE(corrected({0, 1, 1, 0}, {}) == std::vector<Index>{0, 1, 1, 0});
  REQUIRE(
      corrected({0, 1, 1, 2}, {.must_a = {1}, .must_b = {2}, .cannot_a = {0}, .cannot_b = {3}}) ==
      std::vector<Index>{0, 1, 1, 2});
}

TEST_CASE("what contradicts itself or does not fit is refused", "[clustering]") {
  REQUIRE_THROWS_WITH(
      corrected({0, 0, 0, 0},
                {.must_a = {0, 1}, .must_b = {1, 3}, .cannot_a = {0}, .cannot_b = {3}}),
      "cannot-link pair 0 parts articles 0 and 3, which must-links tie together");
  REQUIRE_THROWS_WITH(
      corrected({0, 0, 0, 0}, {.must_a = {0}, .must_b = {4}, .cannot_a = {}, .cannot_b = {}}),
      "must-link pair 0 is of articles 0 and 4, but there are 4");
  REQUIRE_THROWS_WITH(corrected({0, 0, 1, 1}, {}, {{1}, {2}, {0.9}, {2}}),
                      "merge 0 is of articles of two stories");
  REQUIRE_THROWS_AS(corrected({0, 0, 0}, {}), std::invalid_argument);
  const auto x = fan();
  const std::vector<Index> labels{0, 0, 0, 0};
  const Said said{.must_a = {}, .must_b = {}, .cannot_a = {0}, .cannot_b = {3}};
  REQUIRE_THROWS_WITH(
      constrained_stories<double>(x.view(), labels, {}, said.view(), {.most_groups = 3}, {}),
      "a cannot-link is in a story of 4 groups, too many to be divided (at most 3); "
      "take a linkage by name, whose tree tells groups");
}

Said random_said(Index n, int n_pairs, std::mt19937& random) {
  std::uniform_int_distribution<Index> row(0, static_cast<Index>(n - 1));
  Said said;
  std::vector<Index> truth;  // two events, so that nothing contradicts
  for (Index i = 0; i < n; ++i) truth.push_back(static_cast<Index>(row(random) % 2));
  for (int p = 0; p < n_pairs; ++p) {
    const auto a = row(random);
    const auto b = row(random);
    const bool same = truth[static_cast<std::size_t>(a)] == truth[static_cast<std::size_t>(b)];
    (same ? said.must_a : said.cannot_a).push_back(a);
    (same ? said.must_b : said.cannot_b).push_back(b);
  }
  return said;
}

TEST_CASE("stories of any trees are put right as by the reference, on any threads",
          "[clustering]") {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const auto x = reference::random_csr<float>(
        {.n_rows = 40, .n_cols = 10, .density = 0.4, .quarters = 2, .unit = true}, random);
    std::vector<similarity::Timestamp> times;
    for (Index i = 0; i < 40; ++i) times.push_back(static_cast<similarity::Timestamp>(i % 7));
    const bool timed = round % 2 == 0;
    const auto found = agglomerate<float>(x.view(), {.min_similarity = 0.5}, {});
    const auto said = random_said(40, 1 + round / 3, random);
    const ConstrainedOptions options{
        .timestamps = timed ? std::span<const similarity::Timestamp>(times)
                            : std::span<const similarity::Timestamp>{},
        .time_scale = 3.0};
    const auto expected = reference::constrained_stories<float>(
        x.view(), found.labels.of, view_of(found.merges), said.view(), options);
    for (const int n_threads : {1, 3}) {
      const auto got = constrained_stories<float>(x.view(), found.labels.of, view_of(found.merges),
                                                  said.view(), options, {.n_threads = n_threads});
      REQUIRE(got.of == expected.of);
    }
  }
}

TEST_CASE("a monitor hears thousandths that never fall, and stops the division", "[clustering]") {
  std::mt19937 random(2);
  const auto x = reference::random_csr<float>(
      {.n_rows = 6000, .n_cols = 100, .density = 0.7, .unit = true}, random);
  const std::vector<Index> labels(6000, 0);
  const Said said{.must_a = {}, .must_b = {}, .cannot_a = {0}, .cannot_b = {3}};
  for (const std::int64_t after : {0, 200, 950}) {
    Stopping monitor(after);
    REQUIRE_THROWS_WITH(constrained_stories<float>(x.view(), labels, {}, said.view(), {},
                                                   {.n_threads = 2, .monitor = &monitor}),
                        "stop");
  }
}

}  // namespace
}  // namespace broadsheet::clustering
