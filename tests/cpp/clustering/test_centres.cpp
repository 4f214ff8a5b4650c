// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "broadsheet/clustering/centre_index.hpp"
#include "broadsheet/clustering/cosine_bound.hpp"
#include "broadsheet/clustering/frequent_first.hpp"
#include "broadsheet/clustering/mini_batch.hpp"
#include "broadsheet/clustering/nearest_centre.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"
#include "reference/spherical_kmeans.hpp"

namespace broadsheet::clustering {
namespace {

template <class F>
void with_pace(F&& f) {
  base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    f(checkpoint, pace);
  });
}

TEST_CASE("an index gives the dot products with all centres", "[clustering]") {
  std::mt19937 random(1);
  const auto x = reference::random_csr<double>(
      {.n_rows = 60, .n_cols = 200, .density = 0.2, .empty = 0.0, .negative = true, .unit = true},
      random);
  for (const Index n : {1, 15, 16, 17, 60}) {
    auto rows = x;
    rows.indptr.resize(static_cast<std::size_t>(n) + 1);
    rows.indices.resize(static_cast<std::size_t>(rows.indptr.back()));
    rows.values.resize(rows.indices.size());
    const auto centres = unit_centres(rows.view(), {});
    CentreIndex index;
    with_pace([&](base::Checkpoint& checkpoint, base::Pace& pace) {
      index.rebuild(centres, x.n_cols, checkpoint);
      std::vector<float> estimates(index.width());
      std::vector<double> exact(index.width());
      for (Index i = 0; i < x.n_rows(); ++i) {
        const auto row = x.view().row(i);
        index.scores<float>(row, estimates, pace);
        index.scores<double>(row, exact, pace);
        for (std::size_t c = 0; c < centres.size(); ++c) {
          const sparse::Csr<float> centre{{0, static_cast<Offset>(centres[c].columns.size())},
                                          centres[c].columns,
                                          centres[c].values,
                                          x.n_cols};
          const auto wide = reference::dense(centre.view())[0];
          const auto expected =
              reference::product(reference::dense(x.view())[static_cast<std::size_t>(i)], wide);
          REQUIRE(exact[c] == expected);
          REQUIRE(index.score_of(row, static_cast<Index>(c)) == expected);
          REQUIRE(std::abs(static_cast<double>(estimates[c]) - expected) <=
                  estimate_error(row.size()));
        }
      }
    });
  }
}

TEST_CASE("a moved bound holds for every row that it could be of", "[clustering]") {
  std::mt19937 random(2);
  std::normal_distribution<double> normal;
  const auto direction = [&](double spread, const std::vector<double>& around) {
    std::vector<double> result(3);
    double squares = 0.0;
    for (std::size_t t = 0; t < 3; ++t) {
      result[t] = around[t] + spread * normal(random);
      squares += result[t] * result[t];
    }
    for (auto& value : result) value /= std::sqrt(squares);
    return result;
  };
  const auto rounded = [](std::vector<double> centre) {
    for (auto& value : centre) value = static_cast<float>(value);
    return centre;
  };
  double largest_gap = 0.0;
  for (int trial = 0; trial < 200000; ++trial) {
    const auto row = direction(1.0, {0.0, 0.0, 0.0});
    const auto before = rounded(direction(trial % 3 == 0 ? 0.1 : 1.0, row));
    const auto after = rounded(direction(std::pow(10.0, -(trial % 9)), before));
    double squares = 0.0;
    for (std::size_t t = 0; t < 3; ++t) squares += (after[t] - before[t]) * (after[t] - before[t]);
    const BoundMove move(std::sqrt(squares));
    const auto most = static_cast<float>(reference::product(row, before)) + 1e-7F;
    const auto moved = static_cast<double>(move(most));
    REQUIRE(moved >= reference::product(row, after));
    // Nothing is given away but where the centre may have turned to the row.
    const auto may_be_there = static_cast<double>(most) + squares / 2.0 >= 1.0 - 1e-5;
    if (!may_be_there && squares < 1.9) {
      REQUIRE(moved <= static_cast<double>(most) + 1.2 * std::sqrt(squares) + 1e-5);
    }
    largest_gap = std::max(largest_gap, moved - reference::product(row, after));
  }
  REQUIRE(largest_gap > 0.5);
}

TEST_CASE("a bound on a centre that stayed stays to the last bit", "[clustering]") {
  const BoundMove stay(0.0);
  for (const auto most : {-1.0F, 0.0F, 0.1F, 0.99999F, 1.0F, 1.01F}) REQUIRE(stay(most) == most);
}

TEST_CASE("frequent columns come first, and entries stay in their order", "[clustering]") {
  const std::vector<Index> indices{2, 3, 0, 2, 3, 2};
  const auto found = frequent_first(indices, 4, {});
  REQUIRE(found.column_of == std::vector<Index>{2, 3, 0, 1});
  REQUIRE(found.number_of == std::vector<Index>{2, 3, 0, 1});
  REQUIRE(found.indices == std::vector<Index>{0, 1, 2, 0, 1, 0});
  const std::vector<Centre> centres{{{0, 2}, {0.6F, 0.8F}}};
  const auto there = renumbered(centres, found.number_of, {});
  REQUIRE(there[0].columns == std::vector<Index>{0, 2});
  REQUIRE(there[0].values == std::vector<float>{0.8F, 0.6F});
  REQUIRE(renumbered(there, found.column_of, {})[0].values == std::vector<float>{0.6F, 0.8F});
}

TEST_CASE("the distance of centres counts terms that one of them lacks", "[clustering]") {
  const Centre a{{0, 1}, {0.6F, 0.8F}};
  const Centre b{{1, 4}, {0.8F, 0.6F}};
  REQUIRE(std::abs(chord(a.row(), b.row()) - 0.6 * std::sqrt(2.0)) < 1e-7);
  REQUIRE(chord(a.row(), a.row()) == 0.0);
}

TEST_CASE("of equally near centres the first is the nearest", "[clustering]") {
  const std::vector<Centre> centres{{{1}, {1.0F}}, {{0}, {1.0F}}, {{0}, {1.0F}}};
  const sparse::Csr<double> x{{0, 1, 3, 3}, {0, 0, 1}, {5.0, 1.0, 1.0}, 2};
  const auto found = assign(x.view(), centres, {});
  REQUIRE(found.labels == std::vector<Index>{1, 0, 0});
  const auto all = centre_similarities(x.view(), centres, {});
  const auto half = std::sqrt(0.5);
  const std::vector<double> expected{0.0, 1.0, 1.0, half, half, half, 0.0, 0.0, 0.0};
  for (std::size_t e = 0; e < all.size(); ++e) REQUIRE(std::abs(all[e] - expected[e]) < 1e-15);
}

TEST_CASE("a mini-batch leads where steps of 1 / count lead", "[clustering]") {
  std::mt19937 random(3);
  auto x = reference::random_csr<double>({.n_rows = 300, .n_cols = 20, .empty = 0.05}, random);
  const auto rows = reference::unit(x.view());
  sparse::Csr<double> chosen{{0, 2, 3, 4}, {0, 1, 7, 12}, {3.0, 4.0, 1.0, 2.0}, 20};
  auto centres = unit_centres(chosen.view(), {});
  std::vector<double> lengths(3, 0.0);
  auto means = reference::dense(as_csr(centres, 20, {}).view());  // not divided by their lengths
  std::vector<double> counts(3, 0.0);
  for (int batch = 0; batch < 3; ++batch) {
    const auto found = mini_batch<double>(x.view(), {}, centres, lengths, {.n_threads = batch + 1});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto c = static_cast<std::size_t>(found.labels[i]);
      counts[c] += 1.0;
      for (std::size_t t = 0; t < 20; ++t) {
        means[c][t] += (rows[i][t] - means[c][t]) / counts[c];
      }
    }
    const auto dense = reference::dense(as_csr(centres, 20, {}).view());
    for (std::size_t c = 0; c < 3; ++c) {
      const auto length = std::sqrt(reference::product(means[c], means[c]));
      REQUIRE(std::abs(lengths[c] - length * counts[c]) < 1e-5 * counts[c]);
      for (std::size_t t = 0; t < 20; ++t) {
        REQUIRE(std::abs(dense[c][t] - means[c][t] / length) < 1e-6);
      }
    }
  }
}

TEST_CASE("a mini-batch of other sizes is refused", "[clustering]") {
  const sparse::Csr<double> x{{0, 1}, {0}, {1.0}, 1};
  std::vector<Centre> centres{{{0}, {1.0F}}};
  std::vector<double> lengths;
  REQUIRE_THROWS_WITH(mini_batch<double>(x.view(), {}, centres, lengths, {}),
                      "there must be as many lengths as centres");
  lengths = {0.0};
  const std::vector<double> weights{1.0, 1.0};
  REQUIRE_THROWS_WITH(
      mini_batch<double>(x.view(), std::span<const double>(weights), centres, lengths, {}),
      "sample_weight has 2 entries, but X has 1 rows");
}

}  // namespace
}  // namespace broadsheet::clustering
