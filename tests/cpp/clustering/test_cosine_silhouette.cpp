// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include "broadsheet/clustering/centroids.hpp"
#include "broadsheet/clustering/cosine_silhouette.hpp"
#include "catch.hpp"
#include "clustering/stopping.hpp"
#include "reference/cosine_silhouette.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::clustering {
namespace {

// (1, 0), (3, 4), (0, 2): the cosines are .6, 0 and .8.
sparse::Csr<double> three() { return {{0, 1, 3, 4}, {0, 0, 1, 1}, {1.0, 3.0, 4.0, 2.0}, 2}; }

// Labels in [0, n_clusters), each of them there.
std::vector<Index> random_labels(Index n_rows, Index n_clusters, std::mt19937& random) {
  std::uniform_int_distribution<Index> label(0, n_clusters - 1);
  std::vector<Index> labels;
  for (Index i = 0; i < n_rows; ++i) labels.push_back(i < n_clusters ? i : label(random));
  std::shuffle(labels.begin(), labels.end(), random);
  return labels;
}

TEST_CASE("a centroid is the mean of its rows, listed under each of their columns",
          "[clustering]") {
  const auto x = three();
  const auto centroids = centroids_by_term(x.view(), std::vector<Index>{1, 0, 1}, 2, {});
  REQUIRE(centroids.indptr == std::vector<Offset>{0, 2, 4});
  REQUIRE(centroids.indices == std::vector<Index>{0, 1, 0, 1});
  REQUIRE(centroids.values == std::vector<double>{3.0, 0.5, 4.0, 1.0});
  REQUIRE(centroids.n_cols == 2);
}

TEST_CASE("the centroid of many copies is the row itself", "[clustering]") {
  sparse::Csr<double> x{{0}, {}, {}, 1};
  for (int i = 0; i < 30000; ++i) {
    x.indices.push_back(0);
    x.values.push_back(0.1);
    x.indptr.push_back(i + 1);
  }
  const std::vector<Index> labels(30000, 0);
  const auto mean = centroids_by_term(x.view(), labels, 1, {}).values[0];
  REQUIRE(std::abs(mean - 0.1) <= 2e-17);
}

TEST_CASE("a silhouette compares the row's own cluster with the nearest other", "[clustering]") {
  // Row 0: a = 1 - .6, b = 1. Row 1: a = .4, b = .2. Row 2 is alone.
  const auto x = three();
  const auto found = cosine_silhouette(x.view(), std::vector<Index>{0, 0, 1}, 2, {});
  REQUIRE(std::abs(found[0] - 0.6) < 1e-15);
  REQUIRE(std::abs(found[1] + 0.5) < 1e-15);
  REQUIRE(found[2] == 0.0);
}

TEST_CASE("a row of zeros is at the distance 1 from every other", "[clustering]") {
  // Row 0: a = 1, from the row of zeros, and b = 1 - 1.
  const sparse::Csr<float> x{{0, 1, 1, 2}, {0, 0}, {1.0F, 1.0F}, 1};
  REQUIRE(cosine_silhouette(x.view(), std::vector<Index>{0, 0, 1}, 2, {}) ==
          std::vector<double>{-1.0, 0.0, 0.0});
}

TEST_CASE("opposite rows are at the distance 2", "[clustering]") {
  // Each row is like the other of its cluster, and 2 away from those of the other cluster.
  const sparse::Csr<double> x{{0, 1, 2, 3, 4}, {0, 0, 0, 0}, {1.0, 5.0, -1.0, -2.0}, 1};
  REQUIRE(cosine_silhouette(x.view(), std::vector<Index>{0, 0, 1, 1}, 2, {}) ==
          std::vector<double>{1.0, 1.0, 1.0, 1.0});
}

TEST_CASE("among copies rounding decides nothing", "[clustering]") {
  std::mt19937 random(3);
  sparse::Csr<float> x{{0}, {}, {}, 7};
  for (int i = 0; i < 500; ++i) {
    for (Index t = 0; t < 7; ++t) {
      x.indices.push_back(t);
      x.values.push_back(0.1F + static_cast<float>(t) / 3.0F);
    }
    x.indptr.push_back(7 * (i + 1));
  }
  const auto labels = random_labels(500, 20, random);
  REQUIRE(cosine_silhouette(x.view(), labels, 20, {}) == std::vector<double>(500, 0.0));
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
    const auto n_clusters = static_cast<Index>(2 + seed % 28);
    const auto labels = random_labels(30, n_clusters, random);
    const auto found = cosine_silhouette(x.view(), labels, n_clusters, {});
    const auto expected = reference::cosine_silhouette(x.view(), labels, n_clusters);
    INFO("seed " << seed);
    for (std::size_t i = 0; i < found.size(); ++i) {
      // Of two small distances the quotient is as good as they are.
      REQUIRE(std::abs(found[i] - expected[i].value) * expected[i].divisor <= 1e-14);
    }
    REQUIRE(cosine_silhouette(x.view(), labels, n_clusters, {.n_threads = 3}) == found);
  }
}

TEST_CASE("silhouettes equal those of all pairs", "[clustering]") {
  require_equal_to_all_pairs<float>();
  require_equal_to_all_pairs<double>();
}

TEST_CASE("many pieces give the same bytes for any number of threads", "[clustering]") {
  std::mt19937 random(1);
  const auto x =
      reference::random_csr<double>({.n_rows = 3000, .n_cols = 60, .density = 0.5}, random);
  const auto labels = random_labels(3000, 400, random);
  const auto one = cosine_silhouette(x.view(), labels, 400, {});
  REQUIRE(cosine_silhouette(x.view(), labels, 400, {.n_threads = 4}) == one);
}

TEST_CASE("what is no clustering into 2 to n - 1 parts is refused", "[clustering]") {
  const auto x = three();
  const auto silhouette_of = [&](std::vector<Index> labels, Index n_clusters) {
    return cosine_silhouette(x.view(), labels, n_clusters, {});
  };
  REQUIRE_THROWS_WITH(silhouette_of({0, 1}, 2), "labels has 2 entries, but X has 3 rows");
  REQUIRE_THROWS_WITH(silhouette_of({0, 0, 0}, 1),
                      "labels has 1 different values for 3 rows: a silhouette needs at least 2, "
                      "and fewer than rows");
  REQUIRE_THROWS_AS(silhouette_of({0, 1, 2}, 3), std::invalid_argument);
  REQUIRE_THROWS_WITH(silhouette_of({0, 2, 1}, 2),
                      "labels has 2 at row 1, but there are 2 clusters");
  REQUIRE_THROWS_WITH(silhouette_of({0, -1, 1}, 2),
                      "labels has -1 at row 1, but there are 2 clusters");
  REQUIRE_THROWS_WITH(silhouette_of({0, 0, 0}, 2),
                      "no row has the label 1: each of the clusters needs one");
  REQUIRE_THROWS_AS(cosine_silhouette(sparse::Csr<float>{}.view(), {}, 0, {}),
                    std::invalid_argument);
}

TEST_CASE("a monitor hears thousandths that never fall, and stops the call", "[clustering]") {
  std::mt19937 random(2);
  const auto x =
      reference::random_csr<float>({.n_rows = 6000, .n_cols = 100, .density = 0.7}, random);
  const auto labels = random_labels(6000, 3000, random);
  for (const std::int64_t after : {0, 200, 500}) {
    Stopping monitor(after);
    REQUIRE_THROWS_WITH(
        cosine_silhouette(x.view(), labels, 3000, {.n_threads = 2, .monitor = &monitor}), "stop");
  }
}

}  // namespace
}  // namespace broadsheet::clustering
