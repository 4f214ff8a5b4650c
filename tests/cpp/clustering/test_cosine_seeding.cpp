// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "broadsheet/clustering/cosine_seeding.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"
#include "reference/spherical_kmeans.hpp"

namespace broadsheet::clustering {
namespace {

// k-means++ as it is written down, over dense rows.
std::vector<Index> plain_seeding(const std::vector<std::vector<double>>& rows,
                                 std::vector<double> weights, std::size_t n_clusters,
                                 std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (reference::product(rows[i], rows[i]) == 0.0) weights[i] = 0.0;
  }
  const auto n_tries = 2 + static_cast<int>(std::log(n_clusters));
  std::vector<double> distance(rows.size(), 1.0);
  std::vector<Index> chosen;
  while (chosen.size() < n_clusters) {
    double sum = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) sum += weights[i] * distance[i];
    std::size_t best = rows.size();
    double least = 0.0;
    std::vector<double> of_best;
    for (int attempt = 0; attempt < (chosen.empty() ? 1 : n_tries); ++attempt) {
      const auto target = static_cast<double>(random() >> 11U) * 0x1p-53 * sum;
      std::size_t row = rows.size();
      double passed = 0.0;
      for (std::size_t i = 0; i < rows.size() && row == rows.size(); ++i) {
        passed += weights[i] * distance[i];
        if (passed > target && weights[i] * distance[i] > 0.0) row = i;
      }
      auto left = distance;
      double potential = 0.0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto away = i == row ? 0.0 : 1.0 - reference::product(rows[row], rows[i]);
        left[i] = std::min(left[i], std::max(0.0, away));
        potential += weights[i] * left[i];
      }
      if (best == rows.size() || potential < least) {
        best = row;
        least = potential;
        of_best = left;
      }
    }
    chosen.push_back(static_cast<Index>(best));
    distance = of_best;
  }
  return chosen;
}

TEST_CASE("seeds are those of k-means++ written down, for any number of threads", "[clustering]") {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const auto x = reference::random_csr<double>(
        {.n_rows = 120, .n_cols = 40, .copies = 0.0, .negative = seed % 4 == 0, .unit = true},
        random);
    std::vector<double> weights(120, 1.0);
    if (seed % 2 == 0) {
      for (auto& weight : weights) weight = static_cast<double>(random() % 3);
    }
    const auto n_clusters = static_cast<Index>(1 + seed % 25);
    INFO("seed " << seed);
    const auto found =
        cosine_seeding(x.view(), std::span<const double>(weights), n_clusters, seed, {});
    REQUIRE(found == plain_seeding(reference::unit(x.view()), weights,
                                   static_cast<std::size_t>(n_clusters), seed));
    REQUIRE(cosine_seeding(x.view(), std::span<const double>(weights), n_clusters, seed,
                           {.n_threads = 3}) == found);
  }
}

TEST_CASE("seeds are distinct rows even where all rows are copies", "[clustering]") {
  const sparse::Csr<float> x{{0, 1, 1, 2, 3, 4}, {0, 0, 0, 0}, {1.0F, 2.0F, 3.0F, 4.0F}, 1};
  const auto found = cosine_seeding<float>(x.view(), {}, 4, 7, {});
  REQUIRE(std::set<Index>(found.begin(), found.end()) == std::set<Index>{0, 2, 3, 4});
}

TEST_CASE("more seeds than rows with a direction are refused", "[clustering]") {
  const sparse::Csr<float> x{{0, 1, 1, 2}, {0, 0}, {1.0F, 0.0F}, 1};
  const std::string rest =
      ", but X has 1 rows of positive weight that are not all zeros: there must be at least 1 "
      "cluster and as many such rows as clusters";
  REQUIRE(cosine_seeding<float>(x.view(), {}, 1, 0, {}) == std::vector<Index>{0});
  REQUIRE_THROWS_WITH(cosine_seeding<float>(x.view(), {}, 2, 0, {}), "n_clusters=2" + rest);
  REQUIRE_THROWS_WITH(cosine_seeding<float>(x.view(), {}, 0, 0, {}), "n_clusters=0" + rest);
}

}  // namespace
}  // namespace broadsheet::clustering
