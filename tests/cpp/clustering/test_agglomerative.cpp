// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <random>
#include <stdexcept>
#include <string>

#include "broadsheet/clustering/agglomerative.hpp"
#include "catch.hpp"
#include "reference/agglomerative.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::clustering {
namespace {

using similarity::Timestamp;
using similarity::unknown_time;

// Rows of length 1 in the plane: (1, 0), (.6, .8), (.8, .6), (0, 1).
sparse::Csr<double> fan() {
  return {{0, 1, 3, 5, 6}, {0, 0, 1, 0, 1, 1}, {1.0, 0.6, 0.8, 0.8, 0.6, 1.0}, 2};
}

TEST_CASE("the best pair merges first, and then averages decide", "[clustering]") {
  // 1 and 2 are alike by .96. Then 0 is like them by .7, the average of .6 and .8, and so is 3:
  // 0 comes first. 3 is like those three by (0 + .8 + .6) / 3.
  const auto x = fan();
  const auto result = agglomerate<double>(x.view(), {.min_similarity = 0.1}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 0, 0, 0});
  REQUIRE(result.merges.a == std::vector<Index>{1, 0, 3});
  REQUIRE(result.merges.b == std::vector<Index>{2, 4, 5});
  REQUIRE(result.merges.size == std::vector<Index>{2, 3, 4});
  REQUIRE(std::abs(result.merges.similarity[0] - 0.96) < 1e-9);
  REQUIRE(std::abs(result.merges.similarity[1] - 0.7) < 1e-9);
  REQUIRE(std::abs(result.merges.similarity[2] - 1.4 / 3.0) < 1e-9);
}

TEST_CASE("a chain breaks where the average falls below the cut", "[clustering]") {
  // 0-1 and 2-3 are each .6 or more apart; single link would join all.
  const auto x = fan();
  const auto result = agglomerate<double>(x.view(), {.min_similarity = 0.5}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 0, 0, 1});
  REQUIRE(result.labels.n_clusters == 2);
}

TEST_CASE("pairs below the cut count in the average", "[clustering]") {
  // 3 is like 1 by .8, which reaches the cut, but like 0 not at all, and like 2 by .6.
  const auto x = fan();
  const auto just_above = agglomerate<double>(x.view(), {.min_similarity = 0.467}, {});
  REQUIRE(just_above.labels.of == std::vector<Index>{0, 0, 0, 1});
  const auto just_below = agglomerate<double>(x.view(), {.min_similarity = 0.466}, {});
  REQUIRE(just_below.labels.of == std::vector<Index>{0, 0, 0, 0});
}

TEST_CASE("articles far apart in time stay apart", "[clustering]") {
  const sparse::Csr<float> x{{0, 1, 2, 3}, {0, 0, 0}, {1.0F, 1.0F, 1.0F}, 1};
  const std::vector<Timestamp> timestamps{0, 100, 1};
  const auto result = agglomerate<float>(
      x.view(), {.min_similarity = 0.5, .timestamps = timestamps, .time_scale = 10.0}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 1, 0});
  const std::vector<Timestamp> unknown{0, unknown_time, 1};
  const auto together = agglomerate<float>(
      x.view(), {.min_similarity = 0.5, .timestamps = unknown, .time_scale = 10.0}, {});
  REQUIRE(together.labels.of == std::vector<Index>{0, 0, 0});
}

TEST_CASE("copies merge first and at 1, even if their vectors are a little shorter",
          "[clustering]") {
  const sparse::Csr<float> x{{0, 1, 2, 3, 4}, {0, 1, 1, 0}, {0.9999F, 1.0F, 1.0F, 0.9999F}, 2};
  const auto result = agglomerate<float>(x.view(), {.min_similarity = 1.0}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 1, 1, 0});
  REQUIRE(result.merges.a == std::vector<Index>{0, 1});
  REQUIRE(result.merges.b == std::vector<Index>{3, 2});
  REQUIRE(result.merges.similarity == std::vector<double>{1.0, 1.0});
  REQUIRE(agglomerate<float>(x.view(), {.min_similarity = 1.1}, {}).merges.a.empty());
}

TEST_CASE("empty rows are alone, and nothing has no clusters", "[clustering]") {
  const sparse::Csr<float> x{{0, 0, 1, 1}, {0}, {1.0F}, 1};
  REQUIRE(agglomerate<float>(x.view(), {}, {}).labels.of == std::vector<Index>{0, 1, 2});
  REQUIRE(agglomerate<float>(sparse::Csr<float>{}.view(), {}, {}).labels.of.empty());
}

TEST_CASE("complete link goes by the least similar pair", "[clustering]") {
  const auto x = fan();
  const AgglomerativeOptions options{
      .linkage = Linkage::complete, .min_similarity = 0.6, .dense_below = GENERATE(0.0, 1.0)};
  const auto result = agglomerate<double>(x.view(), options, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 0, 0, 1});
  REQUIRE(result.merges.a == std::vector<Index>{1, 0});
  REQUIRE(result.merges.b == std::vector<Index>{2, 4});
  REQUIRE(std::abs(result.merges.similarity[1] - 0.6) < 1e-9);
}

TEST_CASE("single link goes by the most similar pair, and chains", "[clustering]") {
  const auto x = fan();
  const AgglomerativeOptions options{.linkage = Linkage::single,
                                     .min_similarity = 0.7,
                                     .dense_below = GENERATE(0.0, 1.0),
                                     .dense_from = 1.0};
  const auto result = agglomerate<double>(x.view(), options, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 0, 0, 0});
  REQUIRE(result.merges.a == std::vector<Index>{1, 0, 3});
  REQUIRE(result.merges.b == std::vector<Index>{2, 4, 5});
  for (const auto m : {std::size_t{1}, std::size_t{2}}) {
    REQUIRE(std::abs(result.merges.similarity[m] - 0.8) < 1e-9);
  }
}

TEST_CASE("at a cut of 0 all articles come together, those like nothing last", "[clustering]") {
  // 0 and 1 share a term, 3 and 4 another one; 2 is empty.
  const sparse::Csr<double> x{
      {0, 1, 3, 3, 4, 6}, {0, 0, 1, 2, 2, 3}, {1.0, 0.6, 0.8, 1.0, 0.8, 0.6}, 4};
  const auto linkage = GENERATE(Linkage::average, Linkage::complete, Linkage::single);
  const auto result =
      agglomerate<double>(x.view(), {.linkage = linkage, .min_similarity = 0.0}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 0, 0, 0, 0});
  REQUIRE(result.merges.a == std::vector<Index>{3, 0, 2, 5});
  REQUIRE(result.merges.b == std::vector<Index>{4, 1, 6, 7});
  REQUIRE(result.merges.similarity[2] == 0.0);
  REQUIRE(result.merges.similarity[3] == 0.0);
}

TEST_CASE("what agglomerative clustering cannot do is refused, naming the row", "[clustering]") {
  auto x = fan();
  AgglomerativeOptions options;
  const auto refused_with = [&](const std::string& message) {
    REQUIRE_THROWS_AS(agglomerate<double>(x.view(), options, {}), std::invalid_argument);
    REQUIRE_THROWS_WITH(agglomerate<double>(x.view(), options, {}), message);
  };
  const std::vector<Timestamp> three{0, 1, 2};
  const std::vector<Timestamp> four{0, 1, 2, 3};
  SECTION("a negative value") {
    x.values[1] = -0.6;
    refused_with(
        "X has a negative value in row 1; agglomerative clustering needs weights of 0 or more");
  }
  SECTION("a row of another length") {
    x.values[5] = 2.0;
    refused_with("X has length 2.000000 in row 3; divide each row by its length first");
  }
  SECTION("a cut below 0") {
    options.min_similarity = -1.0;
    refused_with("min_similarity must be at least 0, got -1.000000");
  }
  SECTION("a cut that is no number") {
    options.min_similarity = std::numeric_limits<double>::quiet_NaN();
    refused_with("min_similarity must be at least 0, got nan");
  }
  SECTION("all pairs of too many articles") {
    options.min_similarity = 0.0;
    options.most_dense = 3;
    refused_with(
        "min_similarity of 0 takes all pairs of distinct articles, of which there are 4, too many "
        "(at most 3); pass a min_similarity above 0");
  }
  SECTION("too few timestamps") {
    options.timestamps = three;
    refused_with("timestamps has 3 entries, but X has 4 rows");
  }
  SECTION("no time scale, whatever the cut") {
    options.timestamps = four;
    options.time_scale = 0.0;
    options.min_similarity = GENERATE(0.5, 2.0);
    refused_with("time_scale must be positive and finite, got 0.000000");
  }
}

// Of rows divided by their lengths, by all pairs and by those that reach the cut.
template <class T>
Labels labels_at(double cut, std::vector<std::vector<double>> rows) {
  sparse::Csr<T> x;
  x.n_cols = static_cast<Index>(rows[0].size());
  for (const auto& row : rows) {
    double squares = 0.0;
    for (const auto value : row) squares += value * value;
    for (std::size_t c = 0; c < row.size(); ++c) {
      x.indices.push_back(static_cast<Index>(c));
      x.values.push_back(static_cast<T>(row[c] / std::sqrt(squares)));
    }
    x.indptr.push_back(static_cast<Offset>(x.indices.size()));
  }
  const auto linkage = GENERATE(Linkage::average, Linkage::complete, Linkage::single);
  const auto dense_below = GENERATE(0.0, 2.0);
  return agglomerate<T>(x.view(),
                        {.linkage = linkage,
                         .min_similarity = cut,
                         .dense_below = dense_below,
                         .dense_from = 1.0},
                        {})
      .labels;
}

TEMPLATE_TEST_CASE("a pair that equals the cut reaches it", "[clustering]", float, double) {
  const std::vector<Index> together{0, 0};
  SECTION("1/2, which is .49999999 in double") {
    REQUIRE(labels_at<TestType>(0.5, {{1, 1, 0}, {0, 1, 1}}).of == together);
  }
  SECTION("1, of parallel rows") {
    REQUIRE(labels_at<TestType>(1.0, {{.1, .7, .3}, {.3, 2.1, .9}}).of == together);
  }
  SECTION("3/10, which is more in float") {
    REQUIRE(labels_at<TestType>(0.3, {{1, 0}, {3, std::sqrt(91.0)}}).of == together);
  }
  SECTION("but not a pair that is less like") {
    REQUIRE(labels_at<TestType>(0.50001, {{1, 1, 0}, {0, 1, 1}}).of == std::vector<Index>{0, 1});
  }
}

// Articles of so many copies each, all different.
sparse::Csr<double> copies_of(const std::vector<Index>& n_copies) {
  sparse::Csr<double> x;
  x.n_cols = static_cast<Index>(n_copies.size());
  for (Index c = 0; c < x.n_cols; ++c) {
    for (Index k = 0; k < n_copies[static_cast<std::size_t>(c)]; ++k) {
      x.indices.push_back(c);
      x.values.push_back(1.0);
      x.indptr.push_back(static_cast<Offset>(x.indices.size()));
    }
  }
  return x;
}

TEST_CASE("only sums of average link are too great for many copies", "[clustering]") {
  AgglomerativeOptions options{.min_similarity = 0.0};
  const auto all = copies_of({120'001});
  REQUIRE(agglomerate<double>(all.view(), options, {}).labels.n_clusters == 1);
  const auto halves = copies_of({60'000, 60'001});
  REQUIRE_THROWS_WITH(
      agglomerate<double>(halves.view(), options, {}),
      "min_similarity of 0 takes all pairs of articles, copies among them, and average link sums "
      "their similarities up, for which 120001 are too many (at most 120000); pass a "
      "min_similarity above 0, another linkage or fewer copies");
  options.linkage = GENERATE(Linkage::complete, Linkage::single);
  REQUIRE(agglomerate<double>(halves.view(), options, {}).labels.n_clusters == 1);
}

template <class T>
void compare_with_reference(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto pick = [&](auto... choices) {
    const std::vector<double> all{static_cast<double>(choices)...};
    return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random)];
  };
  const auto x = reference::random_csr<T>({.n_rows = static_cast<Index>(pick(1, 4, 12, 30)),
                                           .n_cols = static_cast<Index>(pick(1, 3, 8, 20)),
                                           .density = pick(.1, .3, .6, 1),
                                           .copies = pick(0, .2, .6, 1),
                                           .quarters = static_cast<int>(pick(1, 1, 4)),
                                           .unit = true},
                                          random);
  std::vector<Timestamp> timestamps;
  if (pick(0, 1) != 0.0) {
    for (Index i = 0; i < x.n_rows(); ++i) {
      timestamps.push_back(pick(0, 0, 0, 1) != 0.0 ? unknown_time
                                                   : static_cast<Timestamp>(pick(0, 1, 2, 5, 40)));
    }
  }
  AgglomerativeOptions options{
      .min_similarity = pick(0, 0, 1e-300, 1e-9, .01, .1, .2, .3, .5, .5, .7, .9, 1, 1.5),
      .timestamps = timestamps,
      .time_scale = pick(.5, 2, 10)};
  for (const auto linkage : {Linkage::average, Linkage::complete, Linkage::single}) {
    options.linkage = linkage;
    const auto expected = reference::agglomerate<T>(x.view(), options);
    // By all pairs, and by those that reach the cut.
    for (const double dense_below : {2.0, 0.0}) {
      if (options.min_similarity == 0.0 && dense_below == 0.0) continue;
      options.dense_below = dense_below;
      options.dense_from = pick(0.03, 1, 1);
      const auto found = agglomerate<T>(x.view(), options, {static_cast<int>(pick(1, 2, 3))});
      INFO("seed " << seed << ", linkage " << static_cast<int>(linkage) << ", dense below "
                   << dense_below);
      REQUIRE(found.labels.of == expected.labels.of);
      REQUIRE(found.labels.n_clusters == expected.labels.n_clusters);
      REQUIRE(found.merges.similarity == expected.merges.similarity);
      REQUIRE(found.merges.a == expected.merges.a);
      REQUIRE(found.merges.b == expected.merges.b);
      REQUIRE(found.merges.size == expected.merges.size);
    }
  }
}

TEST_CASE("agglomerative clustering equals its reference on random matrices", "[clustering]") {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
  }
}

TEST_CASE("agglomerative clustering equals its reference on many random matrices",
          "[clustering][slow]") {
  for (std::uint32_t seed = 1000; seed < 11000; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
  }
}

// Larger than the reference takes: ties and copies in hundreds.
template <class T>
void compare_ways(std::uint32_t seed, Linkage linkage) {
  std::mt19937 random(seed);
  const auto x = reference::random_csr<T>({.n_rows = 600,
                                           .n_cols = 40,
                                           .density = seed % 2 == 0 ? 0.1 : 0.3,
                                           .quarters = seed % 3 == 0 ? 1 : 4,
                                           .unit = true},
                                          random);
  AgglomerativeOptions options{.linkage = linkage, .min_similarity = seed % 5 == 0 ? 0.3 : 1e-6};
  options.sample = 100;
  options.dense_below = 2.0;
  const auto by_all = agglomerate<T>(x.view(), options, {2});
  options.dense_below = 0.0;
  const auto by_sample = agglomerate<T>(x.view(), options, {2});
  options.dense_from = 1.0;
  const auto by_edges = agglomerate<T>(x.view(), options, {1});
  INFO("seed " << seed << ", linkage " << static_cast<int>(linkage));
  REQUIRE(by_all.labels.of == by_edges.labels.of);
  REQUIRE(by_all.merges.similarity == by_edges.merges.similarity);
  REQUIRE(by_all.merges.a == by_edges.merges.a);
  REQUIRE(by_all.merges.b == by_edges.merges.b);
  REQUIRE(by_all.merges.similarity == by_sample.merges.similarity);
  REQUIRE(by_all.merges.a == by_sample.merges.a);
  REQUIRE(by_all.merges.b == by_sample.merges.b);
}

TEST_CASE("all pairs and edges give the same tree, ties and all", "[clustering]") {
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    for (const auto linkage : {Linkage::average, Linkage::complete, Linkage::single}) {
      compare_ways<float>(seed, linkage);
      compare_ways<double>(seed, linkage);
    }
  }
}

TEST_CASE("copies take linear time", "[clustering]") {
  sparse::Csr<float> x;
  x.n_cols = 4;
  // Merges are numbered as articles are.
  constexpr auto n =
      static_cast<Index>(std::min<Offset>(200'000, std::numeric_limits<Index>::max() / 8 * 4));
  for (Index i = 0; i < n; ++i) {
    x.indices.push_back(i % 4);
    x.values.push_back(1.0F);
    x.indptr.push_back(i + 1);
  }
  const auto linkage = GENERATE(Linkage::average, Linkage::complete, Linkage::single);
  const auto result = agglomerate<float>(x.view(), {.linkage = linkage}, {});
  REQUIRE(result.labels.n_clusters == 4);
  REQUIRE(result.merges.size.back() == n / 4);
}

}  // namespace
}  // namespace broadsheet::clustering
