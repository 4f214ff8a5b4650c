// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <random>
#include <stdexcept>
#include <string>

#include "broadsheet/clustering/average_linkage.hpp"
#include "catch.hpp"
#include "reference/average_linkage.hpp"
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
  const auto result = average_linkage<double>(x.view(), {.min_similarity = 0.1}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 0, 0, 0});
  REQUIRE(result.merges.a == std::vector<Index>{1, 0, 3});
  REQUIRE(result.merges.b == std::vector<Index>{2, 4, 5});
  REQUIRE(result.merges.size == std::vector<Index>{2, 3, 4});
  REQUIRE(std::abs(result.merges.similarity[0] - 0.96) < 1e-15);
  REQUIRE(std::abs(result.merges.similarity[1] - 0.7) < 1e-15);
  REQUIRE(std::abs(result.merges.similarity[2] - 1.4 / 3.0) < 1e-15);
}

TEST_CASE("a chain breaks where the average falls below the cut", "[clustering]") {
  // 0-1 and 2-3 are each .6 or more apart; single link would join all.
  const auto x = fan();
  const auto result = average_linkage<double>(x.view(), {.min_similarity = 0.5}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 0, 0, 1});
  REQUIRE(result.labels.n_clusters == 2);
}

TEST_CASE("pairs below the cut count in the average", "[clustering]") {
  // 3 is like 1 by .8, which reaches the cut, but like 0 not at all, and like 2 by .6.
  const auto x = fan();
  const auto just_above = average_linkage<double>(x.view(), {.min_similarity = 0.467}, {});
  REQUIRE(just_above.labels.of == std::vector<Index>{0, 0, 0, 1});
  const auto just_below = average_linkage<double>(x.view(), {.min_similarity = 0.466}, {});
  REQUIRE(just_below.labels.of == std::vector<Index>{0, 0, 0, 0});
}

TEST_CASE("articles far apart in time stay apart", "[clustering]") {
  const sparse::Csr<float> x{{0, 1, 2, 3}, {0, 0, 0}, {1.0F, 1.0F, 1.0F}, 1};
  const std::vector<Timestamp> timestamps{0, 100, 1};
  const auto result = average_linkage<float>(
      x.view(), {.min_similarity = 0.5, .timestamps = timestamps, .time_scale = 10.0}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 1, 0});
  const std::vector<Timestamp> unknown{0, unknown_time, 1};
  const auto together = average_linkage<float>(
      x.view(), {.min_similarity = 0.5, .timestamps = unknown, .time_scale = 10.0}, {});
  REQUIRE(together.labels.of == std::vector<Index>{0, 0, 0});
}

TEST_CASE("copies merge first and at 1, even if their vectors are a little shorter",
          "[clustering]") {
  const sparse::Csr<float> x{{0, 1, 2, 3, 4}, {0, 1, 1, 0}, {0.9999F, 1.0F, 1.0F, 0.9999F}, 2};
  const auto result = average_linkage<float>(x.view(), {.min_similarity = 1.0}, {});
  REQUIRE(result.labels.of == std::vector<Index>{0, 1, 1, 0});
  REQUIRE(result.merges.a == std::vector<Index>{0, 1});
  REQUIRE(result.merges.b == std::vector<Index>{3, 2});
  REQUIRE(result.merges.similarity == std::vector<double>{1.0, 1.0});
  REQUIRE(average_linkage<float>(x.view(), {.min_similarity = 1.1}, {}).merges.a.empty());
}

TEST_CASE("empty rows are alone, and nothing has no clusters", "[clustering]") {
  const sparse::Csr<float> x{{0, 0, 1, 1}, {0}, {1.0F}, 1};
  REQUIRE(average_linkage<float>(x.view(), {}, {}).labels.of == std::vector<Index>{0, 1, 2});
  REQUIRE(average_linkage<float>(sparse::Csr<float>{}.view(), {}, {}).labels.of.empty());
}

TEST_CASE("what average link cannot do is refused, naming the row", "[clustering]") {
  auto x = fan();
  AverageLinkageOptions options;
  const auto refused_with = [&](const std::string& message) {
    REQUIRE_THROWS_AS(average_linkage<double>(x.view(), options, {}), std::invalid_argument);
    REQUIRE_THROWS_WITH(average_linkage<double>(x.view(), options, {}), message);
  };
  const std::vector<Timestamp> three{0, 1, 2};
  const std::vector<Timestamp> four{0, 1, 2, 3};
  SECTION("a negative value") {
    x.values[1] = -0.6;
    refused_with("X has a negative value in row 1; average link needs weights of 0 or more");
  }
  SECTION("a row of another length") {
    x.values[5] = 2.0;
    refused_with("X has length 2.000000 in row 3; divide each row by its length first");
  }
  SECTION("a cut that everything reaches") {
    options.min_similarity = GENERATE(0.0, -1.0);
    refused_with("min_similarity must be above 0, got " + std::to_string(options.min_similarity));
  }
  SECTION("a cut that is no number") {
    options.min_similarity = std::numeric_limits<double>::quiet_NaN();
    refused_with("min_similarity must be above 0, got nan");
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
                                           .copies = pick(0, .2, .6),
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
  const AverageLinkageOptions options{
      .min_similarity = pick(1e-300, 1e-10, .01, .1, .2, .3, .5, .5, .7, .9, 1, 1.5),
      .timestamps = timestamps,
      .time_scale = pick(.5, 2, 10)};
  const auto expected = reference::average_linkage<T>(x.view(), options);
  for (const int n_threads : {1, 2, 3}) {
    const auto found = average_linkage<T>(x.view(), options, {n_threads});
    INFO("seed " << seed << ", threads " << n_threads);
    REQUIRE(found.labels.of == expected.labels.of);
    REQUIRE(found.labels.n_clusters == expected.labels.n_clusters);
    REQUIRE(found.merges.a == expected.merges.a);
    REQUIRE(found.merges.b == expected.merges.b);
    REQUIRE(found.merges.similarity == expected.merges.similarity);
    REQUIRE(found.merges.size == expected.merges.size);
  }
}

TEST_CASE("average link equals its reference on random matrices", "[clustering]") {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
  }
}

TEST_CASE("average link equals its reference on many random matrices", "[clustering][slow]") {
  for (std::uint32_t seed = 1000; seed < 11000; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
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
  const auto result = average_linkage<float>(x.view(), {}, {});
  REQUIRE(result.labels.n_clusters == 4);
  REQUIRE(result.merges.size.back() == n / 4);
}

}  // namespace
}  // namespace broadsheet::clustering
