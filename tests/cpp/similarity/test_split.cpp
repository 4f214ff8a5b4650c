// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "broadsheet/similarity/ranked_terms.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

// Term 0 in four rows, 1 in two, 2 in one, 3 in none.
const sparse::Csr<double> example{
    {0, 3, 5, 6, 7}, {0, 1, 2, 0, 1, 0, 0}, {0.6, 0.48, 0.64, 0.8, 0.6, 1.0, 1.0}, 4};

TEST_CASE("frequent terms are dense, the rest numbered by falling frequency", "[similarity]") {
  const RankedTerms terms(example.view(), 1.0, {});
  const auto split = terms.split({.dense_from = 0.75});
  REQUIRE(split.places == std::vector<Index>{0, -1, -2, Split::nowhere});
  REQUIRE(split.n_bound == 0);
  REQUIRE(split.n_dense == 1);
  REQUIRE(split.n_rare == 2);
  REQUIRE(terms.split({.dense_from = 0.0, .most_dense = 2}).n_dense == 2);
}

TEST_CASE("the most frequent terms are bounded as far as their mass allows", "[similarity]") {
  // Squares: term 0 3.0, term 1 0.5904, term 2 0.4096, of 4 rows.
  const RankedTerms terms(example.view(), 1.0, {});
  REQUIRE(terms.split({.bound_mass = 0.74}).n_bound == 0);
  const auto split = terms.split({.dense_from = 0.5, .bound_mass = 0.76});
  REQUIRE(split.n_bound == 1);
  REQUIRE(split.n_dense == 2);
  REQUIRE(split.places == std::vector<Index>{0, 1, -1, Split::nowhere});
}

TEST_CASE("an extent tells the longest row and whether products can cancel out or underflow",
          "[similarity]") {
  REQUIRE(std::abs(Extent::of(example.view()).longest - 1.0) < 1e-12);
  REQUIRE(Extent::of(example.view()).positive);
  REQUIRE(Extent::of(example.view()).most_entries == 3);
  auto other = example;
  other.values[1] = -0.48;
  REQUIRE_FALSE(Extent::of(other.view()).positive);
  other.values[1] = 1e-30;
  REQUIRE_FALSE(Extent::of(other.view()).positive);
  other.values[1] = 0.0;  // a stored zero adds nothing
  REQUIRE(Extent::of(other.view()).positive);
  REQUIRE(Extent::of(sparse::Csr<double>{}.view()).longest == 0.0);
}

// The estimate of two rows: dense part and rare part, as BlockScores has them.
double estimate(const SplitRows& rows, Index i, Index j) {
  float sum = 0.0F;
  for (std::size_t d = 0; d < static_cast<std::size_t>(rows.n_dense); ++d) {
    sum += rows.dense_rows(i, i + 1)[d] * rows.dense_rows(j, j + 1)[d];
  }
  std::vector<float> weights(static_cast<std::size_t>(rows.rare.n_cols));
  const auto a = rows.rare.view().row(i);
  const auto b = rows.rare.view().row(j);
  for (std::size_t e = 0; e < a.size(); ++e) {
    weights[static_cast<std::size_t>(a.columns[e])] = a.values[e];
  }
  for (std::size_t e = 0; e < b.size(); ++e) {
    sum += weights[static_cast<std::size_t>(b.columns[e])] * b.values[e];
  }
  return static_cast<double>(sum);
}

TEST_CASE("estimates are off by no more than the margin, and bounds are never too low",
          "[similarity]") {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const auto matrix = reference::random_csr<double>(
        {.n_rows = 30, .n_cols = 80, .density = 0.4, .negative = seed % 2 == 1, .unit = true},
        random);
    const auto view = matrix.view();
    const auto scale = Extent::of(view).longest;
    if (scale == 0.0) continue;
    std::vector<Index> order(static_cast<std::size_t>(view.n_rows()));
    std::iota(order.begin(), order.end(), 0);
    for (const double mass : {0.0, 0.3}) {
      const auto split =
          RankedTerms(view, scale, {}).split({.dense_from = 0.4, .bound_mass = mass});
      const auto rows = SplitRows::of(view, std::span<const Index>(order), split, scale, {2});
      for (Index i = 0; i < view.n_rows(); ++i) {
        const auto n_entries = static_cast<Index>(view.row(i).size());
        const auto margin = static_cast<double>(margin_of(n_entries));
        for (Index j = 0; j < view.n_rows(); ++j) {
          const auto exact = sparse::dot(view.row(i), view.row(j)) / (scale * scale);
          REQUIRE(estimate(rows, i, j) >= exact - margin);
          if (split.n_bound == 0) REQUIRE(estimate(rows, i, j) <= exact + margin);
        }
      }
    }
  }
}

}  // namespace
}  // namespace broadsheet::similarity
