// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/clustering/cosine_seeding.hpp"
#include "broadsheet/clustering/mini_batch.hpp"
#include "broadsheet/clustering/nearest_centre.hpp"
#include "broadsheet/clustering/spherical_kmeans.hpp"
#include "catch.hpp"
#include "clustering/stopping.hpp"
#include "reference/random_csr.hpp"
#include "reference/spherical_kmeans.hpp"

namespace broadsheet::clustering {
namespace {

// Rows of a matrix as centres: those with a direction, in a random order, some of them twice.
template <class T>
std::vector<Centre> random_centres(const sparse::CsrView<T>& x, std::size_t n,
                                   std::mt19937& random) {
  sparse::Csr<T> chosen;
  chosen.n_cols = x.n_cols;
  std::uniform_int_distribution<Index> any(0, x.n_rows() - 1);
  while (static_cast<std::size_t>(chosen.n_rows()) < n) {
    const auto row = x.row(any(random));
    if (row.size() == 0) continue;
    chosen.indices.insert(chosen.indices.end(), row.columns.begin(), row.columns.end());
    chosen.values.insert(chosen.values.end(), row.values.begin(), row.values.end());
    chosen.indptr.push_back(static_cast<Offset>(chosen.indices.size()));
  }
  return unit_centres(chosen.view(), {});
}

std::vector<std::vector<double>> dense(const std::vector<Centre>& centres, Index n_cols) {
  return reference::dense(as_csr(centres, n_cols, {}).view());
}

template <class T>
void require_equal_to_reference(const reference::RandomCsr& what, std::size_t n_clusters,
                                std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto x = reference::random_csr<T>(what, random);
  if (x.indices.empty()) return;
  const auto first = random_centres(x.view(), n_clusters, random);
  std::vector<double> weights(static_cast<std::size_t>(x.n_rows()), 1.0);
  if (seed % 3 == 0) {
    for (auto& weight : weights) weight = static_cast<double>(random() % 5) / 2.0;
  }
  const SphericalKMeansOptions options{.max_iter =
                                           seed % 4 == 0 ? 1 + static_cast<int>(seed) % 5 : 100};
  const auto found =
      spherical_kmeans(x.view(), std::span<const double>(weights), first, options, {});
  const auto expected =
      reference::spherical_kmeans(x.view(), weights, dense(first, x.n_cols), options.max_iter);
  INFO("seed " << seed);
  REQUIRE(found.labels == expected.labels);
  REQUIRE(dense(found.centres, x.n_cols) == expected.centres);
  REQUIRE(found.n_iter == expected.n_iter);
  REQUIRE(found.similarity == expected.similarity);

  const auto parallel = spherical_kmeans(x.view(), std::span<const double>(weights), first, options,
                                         {.n_threads = 3});
  REQUIRE(parallel.labels == found.labels);
  REQUIRE(parallel.similarity == found.similarity);
  REQUIRE(dense(parallel.centres, x.n_cols) == expected.centres);

  const auto assigned = assign(x.view(), found.centres, {});
  REQUIRE(assigned.labels == found.labels);
  REQUIRE(assigned.similarity == found.similarity);
}

TEST_CASE("labels, centres and rounds are those of the plain algorithm", "[clustering]") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const reference::RandomCsr what{.n_rows = 40,
                                    .n_cols = 12,
                                    .density = seed % 5 == 0 ? 0.1 : 0.4,
                                    .negative = seed % 7 == 0,
                                    .unit = seed % 2 == 0};
    require_equal_to_reference<float>(what, 1 + seed % 30, seed);
    require_equal_to_reference<double>(what, 1 + seed % 30, seed);
  }
}

TEST_CASE("so they are where rows come to be looked at one by one", "[clustering]") {
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    require_equal_to_reference<double>({.n_rows = 600, .n_cols = 80, .density = 0.3}, 20, seed);
    require_equal_to_reference<float>({.n_rows = 600, .n_cols = 80, .density = 0.3}, 7, seed);
  }
}

TEST_CASE("so they are where centres share a bound", "[clustering]") {
  // Bounds take no more than four an entry: of two entries a row, eight, for forty centres.
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    require_equal_to_reference<double>({.n_rows = 500, .n_cols = 40, .density = 0.05}, 40, seed);
  }
}

// Rows at these angles in a plane, in degrees.
sparse::Csr<double> at(const std::vector<double>& degrees) {
  sparse::Csr<double> x;
  x.n_cols = 2;
  for (const auto angle : degrees) {
    x.indices.insert(x.indices.end(), {0, 1});
    x.values.push_back(std::cos(angle * 3.14159265358979 / 180.0));
    x.values.push_back(std::sin(angle * 3.14159265358979 / 180.0));
    x.indptr.push_back(static_cast<Offset>(x.indices.size()));
  }
  return x;
}

TEST_CASE("a centre is the direction of its rows", "[clustering]") {
  const auto x = at({0.0, 10.0, 80.0, 90.0});
  const auto found =
      spherical_kmeans<double>(x.view(), {}, unit_centres(at({0.0, 90.0}).view(), {}), {}, {});
  REQUIRE(found.labels == std::vector<Index>{0, 0, 1, 1});
  REQUIRE(found.converged);
  REQUIRE(found.n_iter == 2);
  const auto expected = at({5.0, 85.0});
  for (std::size_t c = 0; c < 2; ++c) {
    const auto row = dense(found.centres, 2)[c];
    REQUIRE(std::abs(row[0] - expected.values[2 * c]) < 1e-7);
    REQUIRE(std::abs(row[1] - expected.values[2 * c + 1]) < 1e-7);
    REQUIRE(std::abs(found.lengths[c] - 2.0 * std::cos(5.0 * 3.14159265358979 / 180.0)) < 1e-12);
  }
}

TEST_CASE("an empty cluster takes the row that is farthest from its centre", "[clustering]") {
  // All rows are nearest to the centre at 20 degrees; that at 70 is farthest from it.
  const auto x = at({0.0, 10.0, 70.0});
  const auto found =
      spherical_kmeans<double>(x.view(), {}, unit_centres(at({20.0, 200.0}).view(), {}), {}, {});
  REQUIRE(found.labels == std::vector<Index>{0, 0, 1});
}

TEST_CASE("with fewer directions than clusters some stay empty", "[clustering]") {
  const auto x = at({30.0, 30.0, 30.0});
  const auto found = spherical_kmeans<double>(
      x.view(), {}, unit_centres(at({30.0, 30.0, 90.0}).view(), {}), {}, {});
  REQUIRE(found.labels == std::vector<Index>{0, 0, 0});
  REQUIRE(found.converged);
  REQUIRE(found.lengths[1] == 0.0);
}

TEST_CASE("rows that cancel each other out leave their centre where it is", "[clustering]") {
  const auto x = at({90.0, 270.0});
  const auto found =
      spherical_kmeans<double>(x.view(), {}, unit_centres(at({0.0}).view(), {}), {}, {});
  REQUIRE(found.labels == std::vector<Index>{0, 0});
  REQUIRE(found.centres[0].values[0] == 1.0F);
}

TEST_CASE("a row of zeros goes to the first cluster and moves nothing", "[clustering]") {
  const sparse::Csr<double> x{{0, 0, 1, 2}, {0, 1}, {2.0, 3.0}, 2};
  const auto found =
      spherical_kmeans<double>(x.view(), {}, unit_centres(at({90.0, 0.0}).view(), {}), {}, {});
  REQUIRE(found.labels == std::vector<Index>{0, 1, 0});
  REQUIRE(found.similarity == std::vector<double>{0.0, 1.0, 1.0});
}

TEST_CASE("a tolerance ends it sooner, and labels are still those of the centres", "[clustering]") {
  std::mt19937 random(5);
  const auto x = reference::random_csr<double>({.n_rows = 400, .n_cols = 60}, random);
  const auto first = random_centres(x.view(), 10, random);
  const auto all = spherical_kmeans<double>(x.view(), {}, first, {}, {});
  const auto some = spherical_kmeans<double>(x.view(), {}, first, {.tol = 20.0}, {});
  REQUIRE(some.converged);
  REQUIRE(some.n_iter < all.n_iter);
  REQUIRE(assign(x.view(), some.centres, {}).labels == some.labels);
}

TEST_CASE("only the proportions of weights matter to labels and centres", "[clustering]") {
  const auto x = at({0.0, 10.0, 80.0, 90.0});
  const auto first = unit_centres(at({0.0, 90.0}).view(), {});
  const std::vector<double> weights{1.0, 3.0, 2.0, 5.0};
  const auto plain = spherical_kmeans(x.view(), std::span<const double>(weights), first, {}, {});
  for (const auto scale : {1e-300, 1e-170, 1e-155, 1e155, 1e298}) {
    INFO("scale " << scale);
    auto scaled = weights;
    for (auto& weight : scaled) weight *= scale;
    const auto found = spherical_kmeans(x.view(), std::span<const double>(scaled), first, {}, {});
    auto centres = first;
    std::vector<double> lengths(2, 0.0);
    static_cast<void>(mini_batch(x.view(), std::span<const double>(scaled), centres, lengths, {}));
    REQUIRE(found.labels == plain.labels);
    for (std::size_t c = 0; c < 2; ++c) {
      REQUIRE(std::abs(found.lengths[c] / scale - plain.lengths[c]) < 1e-12);
      REQUIRE(std::abs(lengths[c] / scale - plain.lengths[c]) < 1e-12);
      REQUIRE(chord(found.centres[c].row(), plain.centres[c].row()) < 1e-7);
      REQUIRE(chord(centres[c].row(), plain.centres[c].row()) < 1e-7);
    }
  }
}

TEST_CASE("wrong centres are refused by all that compare rows to them", "[clustering]") {
  const auto x = at({0.0, 45.0});
  const std::vector<Centre> none;
  for (const Index column : {2, 5000, -1}) {
    std::vector<Centre> wrong{{{0}, {1.0F}}, {{column}, {1.0F}}};
    std::vector<double> lengths(2, 1.0);
    const auto message = "a centre has column " + std::to_string(column) + ", but X has 2 columns";
    REQUIRE_THROWS_WITH(spherical_kmeans<double>(x.view(), {}, wrong, {}, {}), message);
    REQUIRE_THROWS_WITH(mini_batch<double>(x.view(), {}, wrong, lengths, {}), message);
    REQUIRE_THROWS_WITH(assign<double>(x.view(), wrong, {}), message);
    REQUIRE_THROWS_WITH(centre_similarities<double>(x.view(), wrong, {}), message);
  }
  REQUIRE_THROWS_WITH(assign<double>(x.view(), none, {}), "there must be at least one centre");
  REQUIRE_THROWS_WITH(centre_similarities<double>(x.view(), none, {}),
                      "there must be at least one centre");
}

TEST_CASE("wrong weights are refused by all that weigh rows", "[clustering]") {
  const auto x = at({0.0, 45.0});
  const auto centres = unit_centres(at({0.0, 90.0}).view(), {});
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const auto infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> wrong{{1.0},           {1.0, -1.0},     {1.0, nan},
                                               {1.0, infinity}, {1.0, 9.9e-301}, {9e299, 9e299}};
  for (const auto& given : wrong) {
    const std::span<const double> weights(given);
    auto moving = centres;
    std::vector<double> lengths(2, 1.0);
    REQUIRE_THROWS_AS(spherical_kmeans(x.view(), weights, centres, {}, {}), std::invalid_argument);
    REQUIRE_THROWS_AS(mini_batch(x.view(), weights, moving, lengths, {}), std::invalid_argument);
    REQUIRE_THROWS_AS(cosine_seeding(x.view(), weights, 1, 0, {}), std::invalid_argument);
  }
}

TEST_CASE("what spherical k-means cannot take is refused", "[clustering]") {
  const auto x = at({0.0, 45.0, 90.0});
  const auto centres = unit_centres(at({0.0, 90.0}).view(), {});
  const auto call = [&](std::vector<double> weights, std::vector<Centre> from,
                        const SphericalKMeansOptions& options) {
    return spherical_kmeans(x.view(), std::span<const double>(weights), from, options, {});
  };
  REQUIRE_THROWS_WITH(call({}, {}, {}), "there must be at least one centre");
  REQUIRE_THROWS_WITH(call({1.0}, centres, {}), "sample_weight has 1 entries, but X has 3 rows");
  REQUIRE_THROWS_AS(call({1.0, -1.0, 1.0}, centres, {}), std::invalid_argument);
  REQUIRE_THROWS_AS(call({1.0, std::numeric_limits<double>::quiet_NaN(), 1.0}, centres, {}),
                    std::invalid_argument);
  REQUIRE_THROWS_WITH(call({}, centres, {.max_iter = 0}), "max_iter must be at least 1, got 0");
  REQUIRE_THROWS_AS(call({}, centres, {.tol = -1.0}), std::invalid_argument);
  REQUIRE_THROWS_WITH(call({}, {{{7}, {1.0F}}}, {}), "a centre has column 7, but X has 2 columns");
  const sparse::Csr<double> zeros{{0, 1, 1}, {0}, {1.0}, 2};
  REQUIRE_THROWS_WITH(unit_centres(zeros.view(), {}),
                      "init has only zeros in row 1: a centre must have a direction");
  const sparse::Csr<float> longer{{0, 1}, {0}, {1.5F}, 2};
  REQUIRE_THROWS_WITH(centres_of(longer.view(), {}), "centre 0 is not of length 1");
}

TEST_CASE("a monitor hears thousandths of all rounds, and stops the first", "[clustering]") {
  std::mt19937 random(2);
  const auto x =
      reference::random_csr<float>({.n_rows = 4000, .n_cols = 300, .density = 0.5}, random);
  const auto first = random_centres(x.view(), 500, random);
  // Of the first round only, which is long: later ones may each be over before they are polled. On
  // one thread, which is the one that polls.
  for (const std::int64_t after : {0, 20, 100}) {
    Stopping monitor(after);
    REQUIRE_THROWS_WITH(spherical_kmeans<float>(x.view(), {}, first, {.max_iter = 4},
                                                {.n_threads = 1, .monitor = &monitor}),
                        "stop");
  }
}

}  // namespace
}  // namespace broadsheet::clustering
