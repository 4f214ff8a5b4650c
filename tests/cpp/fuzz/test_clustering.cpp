// SPDX-License-Identifier: Apache-2.0
// As test_similarity.cpp, for agglomerative clusters.
#include <cmath>
#include <limits>
#include <vector>

#include "broadsheet/clustering/agglomerative.hpp"
#include "catch.hpp"
#include "fuzz/cases.hpp"
#include "fuzz/hand_made.hpp"
#include "reference/agglomerative.hpp"

namespace broadsheet::fuzz {
namespace {

using clustering::Linkage;
using similarity::Timestamp;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

template <class T>
double length(const sparse::Row<T>& row) {
  double squares = 0.0;
  for (const auto value : row.values) {
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::sqrt(squares);
}

// Makes most matrices what clusters are made of.
template <class T>
void divide_by_lengths(HandMade<T>& x) {
  for (auto& value : x.values) value = std::abs(value);
  for (std::size_t i = 0; i + 1 < x.indptr.size(); ++i) {
    const auto by = length(x.view().row(static_cast<Index>(i)));
    if (by == 0.0 || !std::isfinite(by)) continue;
    for (auto e = x.indptr[i]; e < x.indptr[i + 1]; ++e) {
      auto& value = x.values[static_cast<std::size_t>(e)];
      value = static_cast<T>(static_cast<double>(value) / by);
    }
  }
}

template <class T>
bool are_unit_rows(const sparse::CsrView<T>& x) {
  for (Index i = 0; i < x.n_rows(); ++i) {
    const auto by = length(x.row(i));
    if (by != 0.0 && !(std::abs(by - 1.0) <= 1e-3)) return false;
  }
  for (const auto value : x.values) {
    if (value < T{0}) return false;
  }
  return true;
}

template <class T>
bool check_agglomerate(std::uint32_t seed) {
  Choices choices(seed);
  auto x = hand_made<T>(choices.one_of<Index>({1, 4, 10}), choices);
  const bool is_canonical = !complaint(x, "X");
  if (is_canonical && !choices.once_in(5)) divide_by_lengths(x);
  std::vector<Timestamp> times;
  if (choices.once_in(2)) {
    const auto n = x.indptr.size() - (choices.once_in(20) || x.indptr.empty() ? 0 : 1);
    for (std::size_t i = 0; i < n; ++i) {
      times.push_back(choices.one_of<Timestamp>(
          {-1, 0, 1, 2, similarity::unknown_time, std::numeric_limits<Timestamp>::max()}));
    }
  }
  clustering::AgglomerativeOptions options{
      .linkage = choices.one_of({Linkage::average, Linkage::complete, Linkage::single}),
      .min_similarity =
          choices.one_of({nan, -1., -0., 0., 1e-320, 1e-9, .1, .25, .5, .8, 1., 3., infinite}),
      .timestamps = times,
      .time_scale = choices.once_in(9) ? choices.one_of({0., -1., nan, infinite})
                                       : choices.one_of({.5, 2., 10., 1e300}),
      .dense_below = choices.one_of({0., .1, 2.}),
      .dense_from = choices.one_of({.03, 1.}),
      .most_dense = choices.one_of<Index>({3, 20'000})};
  if (options.min_similarity == 0.0) {  // with fewer it is refused
    options.dense_below = 2.0;
    options.most_dense = 20'000;
  }
  const auto view = x.view();
  const bool valid = is_canonical && are_unit_rows(view) && options.min_similarity >= 0.0 &&
                     (times.empty() || (times.size() + 1 == x.indptr.size() &&
                                        options.time_scale > 0.0 && options.time_scale < infinite));
  const base::Run run{choices.once_in(20) ? 2 : 1};
  INFO("seed " << seed);
  clustering::Agglomeration found;
  const bool refused = refuses([&] {
    sparse::validate(view, "X");
    found = clustering::agglomerate(view, options, run);
  });
  REQUIRE(refused == !valid);
  if (!valid) return false;
  const auto expected = reference::agglomerate(view, options);
  REQUIRE(found.labels.of == expected.labels.of);
  REQUIRE(found.merges.a == expected.merges.a);
  REQUIRE(found.merges.b == expected.merges.b);
  REQUIRE(found.merges.similarity == expected.merges.similarity);
  REQUIRE(found.merges.size == expected.merges.size);
  return true;
}

TEST_CASE("hand-made matrices have the clusters of the reference, or are refused", "[fuzz]") {
  for_each_case(false, by_type(check_agglomerate<float>, check_agglomerate<double>));
}

TEST_CASE("many hand-made matrices have the clusters of the reference, or are refused",
          "[fuzz][slow]") {
  for_each_case(true, by_type(check_agglomerate<float>, check_agglomerate<double>));
}

}  // namespace
}  // namespace broadsheet::fuzz
