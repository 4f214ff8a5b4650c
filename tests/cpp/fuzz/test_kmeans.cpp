// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "broadsheet/clustering/spherical_kmeans.hpp"
#include "catch.hpp"
#include "fuzz/cases.hpp"
#include "fuzz/hand_made.hpp"
#include "reference/spherical_kmeans.hpp"

namespace broadsheet::fuzz {
namespace {

// Rows to begin with: most of them right.
template <class T>
HandMade<T> first_rows(Index n_cols, Choices& choices) {
  if (choices.once_in(6)) return hand_made<T>(n_cols, choices);
  const auto made = reference::random_csr<T>({.n_rows = choices.one_of<Index>({1, 2, 3, 7}),
                                              .n_cols = n_cols,
                                              .density = choices.one_of({.6, 1.}),
                                              .empty = 0.0,
                                              .negative = choices.once_in(3)},
                                             choices.random());
  return {made.indptr,
          {made.indices.begin(), made.indices.end()},
          {made.values.begin(), made.values.end()},
          n_cols};
}

template <class T>
bool check_spherical_kmeans(std::uint32_t seed) {
  Choices choices(seed);
  const auto n_cols = choices.one_of<Index>({1, 2, 6, 20});
  const auto x = hand_made<T>(n_cols, choices);
  const auto init = first_rows<T>(choices.once_in(20) ? n_cols + 1 : n_cols, choices);
  std::vector<double> weights;
  if (choices.once_in(3)) {
    for (std::size_t i = 1; i < x.indptr.size(); ++i) {
      weights.push_back(choices.one_of({1.0, 1.0, 0.5, 0.0, 3.0}));
    }
    if (choices.once_in(6) && !weights.empty()) {
      choices.one_of(weights) = choices.one_of({-1.0, std::nan(""), 1.0});
    }
    if (choices.once_in(10)) weights.push_back(1.0);
  }
  const clustering::SphericalKMeansOptions options{
      .max_iter = choices.once_in(20) ? 0 : choices.one_of({1, 2, 50})};
  INFO("seed " << seed);
  clustering::SphericalKMeans found;
  std::vector<clustering::Centre> first;
  const bool refused = refuses([&] {
    sparse::validate(x.view(), "X");
    sparse::validate(init.view(), "init");
    first = clustering::unit_centres(init.view(), {});
    found = clustering::spherical_kmeans(x.view(), std::span<const double>(weights), first, options,
                                         {choices.once_in(20) ? 2 : 1});
  });
  bool valid = !complaint(x, "X") && !complaint(init, "init") && options.max_iter > 0;
  if (valid) {
    const auto rows = reference::dense(init.view());
    valid = !rows.empty() && (weights.empty() || weights.size() + 1 == x.indptr.size());
    for (const auto weight : weights) valid = valid && weight >= 0.0;
    for (const auto& row : rows) {
      const auto is_zero = [](double value) { return value == 0.0; };
      valid = valid && !std::all_of(row.begin(), row.end(), is_zero);
    }
    // A column beyond those of X, unless its value is nothing beside the others of its row.
    for (const auto& centre : first) {
      valid = valid && (centre.columns.empty() || centre.columns.back() < x.n_cols);
    }
  }
  REQUIRE(refused == !valid);
  if (!valid || x.indptr.size() == 1) return false;
  if (weights.empty()) weights.assign(x.indptr.size() - 1, 1.0);
  const auto dense = [&](const std::vector<clustering::Centre>& centres) {
    return reference::dense(clustering::as_csr(centres, x.n_cols, {}).view());
  };
  const auto expected =
      reference::spherical_kmeans(x.view(), weights, dense(first), options.max_iter);
  REQUIRE(found.labels == expected.labels);
  REQUIRE(found.similarity == expected.similarity);
  REQUIRE(dense(found.centres) == expected.centres);
  REQUIRE(found.n_iter == expected.n_iter);
  return true;
}

TEST_CASE("hand-made rows are divided by k-means as in the reference, or refused", "[fuzz]") {
  for_each_case(false, by_type(check_spherical_kmeans<float>, check_spherical_kmeans<double>));
}

TEST_CASE("many hand-made rows are divided by k-means as in the reference, or refused",
          "[fuzz][slow]") {
  for_each_case(true, by_type(check_spherical_kmeans<float>, check_spherical_kmeans<double>));
}

}  // namespace
}  // namespace broadsheet::fuzz
