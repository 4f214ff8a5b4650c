// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include "broadsheet/explain/nearest_clusters.hpp"
#include "catch.hpp"
#include "reference/nearest_clusters.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::explain {
namespace {

using Labels = std::vector<Index>;

// (1, 0), (.6, .8), (0, 1), (0, 1).
sparse::Csr<double> four() { return {{0, 1, 3, 4, 5}, {0, 0, 1, 1, 1}, {1, .6, .8, 1, 1}, 2}; }

TEST_CASE("the nearest cluster is that of the largest mean over all pairs", "[explain]") {
  const auto x = four();
  const auto found = nearest_clusters(x.view(), Labels{0, 1, 2, 2}, 3, Labels{0, 1, 2}, {}, {});
  REQUIRE(found.clusters == Labels{1, 2, 1});
  REQUIRE(found.similarities == std::vector<double>{.6, .8, .8});
  const auto far = nearest_clusters(x.view(), Labels{0, 0, 1, 1}, 2, Labels{1}, {}, {});
  REQUIRE(far.clusters == Labels{0});
  REQUIRE(std::abs(far.similarities[0] - .4) < 1e-15);
}

TEST_CASE("a factor of pairs counts in the mean", "[explain]") {
  const auto x = four();
  const auto factor = [](Index i, Index j) { return i + j == 1 ? 1.0 : 0.5; };
  const auto found = nearest_clusters(x.view(), Labels{0, 1, 2, 2}, 3, Labels{1}, factor, {});
  REQUIRE(found.clusters == Labels{0});
  REQUIRE(found.similarities == std::vector<double>{.6});
}

TEST_CASE("of equally near clusters the least is nearest", "[explain]") {
  const sparse::Csr<double> x{{0, 1, 2, 3}, {0, 0, 0}, {1, 1, 1}, 1};
  REQUIRE(nearest_clusters(x.view(), Labels{2, 1, 0}, 3, Labels{2, 0}, {}, {}).clusters ==
          Labels{0, 1});
}

TEST_CASE("without a similarity above 0 there is no nearest cluster", "[explain]") {
  const sparse::Csr<double> x{{0, 1, 2, 2, 3}, {0, 1, 1}, {1, 1, -1}, 2};
  const auto found =
      nearest_clusters(x.view(), Labels{0, 1, 2, 3}, 5, Labels{0, 1, 2, 3, 4}, {}, {});
  REQUIRE(found.clusters == Labels(5, -1));
  REQUIRE(found.similarities == std::vector<double>(5, 0.0));
}

TEST_CASE("a row in no cluster counts nowhere", "[explain]") {
  const sparse::Csr<double> x{{0, 1, 2}, {0, 0}, {1, 1}, 1};
  REQUIRE(nearest_clusters(x.view(), Labels{0, -1}, 1, Labels{0}, {}, {}).clusters == Labels{-1});
}

TEST_CASE("what names no cluster is refused by its place", "[explain]") {
  const auto x = four();
  REQUIRE_THROWS_WITH(nearest_clusters(x.view(), Labels{0, 0, 0, 0}, 1, Labels{0, 1}, {}, {}),
                      "asked has 1 at 1, but there are 1 clusters");
  REQUIRE_THROWS_AS(nearest_clusters(x.view(), Labels{0}, 1, Labels{}, {}, {}),
                    std::invalid_argument);
  REQUIRE(nearest_clusters(x.view(), Labels{0, 0, 0, 0}, 1, Labels{}, {}, {}).clusters.empty());
}

template <class T>
void require_equal_to_all_pairs() {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto x = reference::random_csr<T>({.n_rows = 30,
                                             .n_cols = 10,
                                             .density = seed % 5 == 0 ? 0.05 : 0.3,
                                             .negative = seed % 3 == 0,
                                             .unit = seed % 2 == 0},
                                            random);
    const auto n_clusters = static_cast<Index>(1 + seed % 25);
    std::uniform_int_distribution<Index> label(-1, n_clusters - 1);
    Labels labels;
    for (int i = 0; i < 30; ++i) labels.push_back(label(random));
    PairFactor factor;
    if (seed % 4 < 2) factor = [](Index i, Index j) { return 1.0 / (1.0 + std::abs(i - j)); };
    Labels asked(static_cast<std::size_t>(n_clusters));
    std::iota(asked.begin(), asked.end(), Index{0});
    const auto found = nearest_clusters(x.view(), labels, n_clusters, asked, factor, {});
    const auto means = reference::mean_similarities(x.view(), labels, n_clusters, factor);
    INFO("seed " << seed);
    for (std::size_t a = 0; a < asked.size(); ++a) {
      auto others = means[a];
      others[a] = 0.0;
      const auto largest = *std::max_element(others.begin(), others.end());
      if (largest < 1e-9) {
        REQUIRE(found.clusters[a] == -1);
        REQUIRE(found.similarities[a] == 0.0);
        continue;
      }
      const auto first = std::find_if(others.begin(), others.end(),
                                      [&](double mean) { return mean > largest - 1e-11; });
      REQUIRE(found.clusters[a] == static_cast<Index>(first - others.begin()));
      REQUIRE(std::abs(found.similarities[a] - largest) < 1e-11);
    }
    const auto threads = nearest_clusters(x.view(), labels, n_clusters, asked, factor, {3});
    REQUIRE(threads.clusters == found.clusters);
    REQUIRE(threads.similarities == found.similarities);
  }
}

TEST_CASE("nearest clusters equal those of all pairs, for any number of threads", "[explain]") {
  require_equal_to_all_pairs<float>();
  require_equal_to_all_pairs<double>();
}

class Stopping final : public base::Monitor {
 public:
  void poll(std::int64_t, std::int64_t) override { throw std::runtime_error("stop"); }
};

TEST_CASE("a monitor stops the search within a cluster", "[explain]") {
  std::mt19937 random(2);
  const auto x =
      reference::random_csr<float>({.n_rows = 6000, .n_cols = 100, .density = 0.7}, random);
  Labels labels(6000, 0);
  labels.back() = 1;
  Stopping monitor;
  REQUIRE_THROWS_WITH(
      nearest_clusters(x.view(), labels, 2, Labels{0}, {}, {.n_threads = 1, .monitor = &monitor}),
      "stop");
}

}  // namespace
}  // namespace broadsheet::explain
