// SPDX-License-Identifier: Apache-2.0
// As test_similarity.cpp, for stories under constraints.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "broadsheet/clustering/constrained_stories.hpp"
#include "broadsheet/sparse/unit_rows.hpp"
#include "catch.hpp"
#include "fuzz/cases.hpp"
#include "fuzz/hand_made.hpp"
#include "reference/constrained_stories.hpp"

namespace broadsheet::fuzz {
namespace {

using similarity::Timestamp;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Pairs of rows, seldom of a row that is not there.
struct Pairs {
  std::vector<Index> a;
  std::vector<Index> b;

  Pairs(Index n, Choices& choices) {
    const auto n_pairs = choices.one_of<int>({0, 0, 1, 2, 4});
    for (int p = 0; p < n_pairs && n > 0; ++p) {
      a.push_back(row(n, choices));
      b.push_back(row(n, choices));
    }
    if (choices.once_in(100)) a.push_back(0);
  }

  [[nodiscard]] bool fit(Index n) const {
    const auto is_row = [n](Index i) { return i >= 0 && i < n; };
    return a.size() == b.size() && std::ranges::all_of(a, is_row) && std::ranges::all_of(b, is_row);
  }

 private:
  static Index row(Index n, Choices& choices) {
    if (choices.once_in(100)) return choices.one_of<Index>({-1, n, 30'000});
    return choices.one_of<Index>({0, 1, 2, 3, 5, 7, 8}) % n;
  }
};

// Whether must-links tie no pair together that is to be apart.
bool agree(Index n, const Pairs& must, const Pairs& cannot) {
  std::vector<Index> of(static_cast<std::size_t>(n));
  std::iota(of.begin(), of.end(), Index{0});
  const auto at = [](Index i) { return static_cast<std::size_t>(i); };
  for (std::size_t p = 0; p < must.a.size(); ++p) {
    const auto from = of[at(must.a[p])];
    const auto to = of[at(must.b[p])];
    std::ranges::replace(of, from, to);
  }
  for (std::size_t p = 0; p < cannot.a.size(); ++p) {
    if (of[at(cannot.a[p])] == of[at(cannot.b[p])]) return false;
  }
  return true;
}

// Merges of random clusters inside stories, seldom any.
clustering::Merges some_merges(const std::vector<Index>& labels, Choices& choices) {
  clustering::Merges merges;
  std::vector<Index> story = labels;
  std::vector<bool> open(labels.size(), true);
  for (int tries = choices.one_of<int>({0, 4, 40}); tries > 0; --tries) {
    const auto n_nodes = static_cast<Index>(story.size());
    if (n_nodes == 0) break;
    const auto a =
        static_cast<Index>(choices.one_of<Index>({0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13}) % n_nodes);
    const auto b = static_cast<Index>((a + choices.one_of<Index>({1, 2, 3, 5, 8})) % n_nodes);
    const auto at = [](Index i) { return static_cast<std::size_t>(i); };
    const bool fits = a != b && open[at(a)] && open[at(b)] && story[at(a)] == story[at(b)];
    if (!fits && !choices.once_in(800)) continue;
    merges.a.push_back(std::min(a, b));
    merges.b.push_back(std::max(a, b));
    merges.similarity.push_back(1.0 / static_cast<double>(merges.a.size()));
    open[at(a)] = open[at(b)] = false;
    story.push_back(story[at(a)]);
    open.push_back(true);
  }
  return merges;
}

bool are_trees(const clustering::Merges& merges, const std::vector<Index>& labels) {
  auto story = labels;
  std::vector<bool> open(labels.size(), true);
  for (std::size_t m = 0; m < merges.a.size(); ++m) {
    const auto a = static_cast<std::size_t>(merges.a[m]);
    const auto b = static_cast<std::size_t>(merges.b[m]);
    if (a == b || !open[a] || !open[b] || story[a] != story[b]) return false;
    open[a] = open[b] = false;
    story.push_back(story[a]);
    open.push_back(true);
  }
  return true;
}

template <class T>
bool check_constrained(std::uint32_t seed) {
  Choices choices(seed);
  auto x = hand_made<T>(choices.one_of<Index>({1, 4, 10}), choices);
  const bool is_canonical = !complaint(x, "X");
  if (is_canonical && !choices.once_in(10)) {
    const auto values = sparse::unit_rows<T>(x.indptr, x.values, {});
    if (!values.empty()) x.values.assign(values.begin(), values.end());
  }
  const auto view = x.view();
  const auto n = x.indptr.empty() ? Index{0} : static_cast<Index>(x.indptr.size() - 1);
  std::vector<Index> labels;
  for (Index i = 0; i < n; ++i) labels.push_back(choices.one_of<Index>({0, 0, 0, 1, 2}) % n);
  if (choices.once_in(50)) labels.push_back(0);
  if (choices.once_in(50) && n > 0) labels[0] = choices.one_of<Index>({-1, n});
  const auto merges = some_merges(labels, choices);
  const Pairs must(n, choices);
  const Pairs cannot(n, choices);
  std::vector<Timestamp> times;
  if (choices.once_in(2)) {
    for (Index i = choices.once_in(20) ? 1 : 0; i < n; ++i) {
      times.push_back(choices.one_of<Timestamp>(
          {-1, 0, 1, 2, similarity::unknown_time, std::numeric_limits<Timestamp>::max()}));
    }
  }
  const clustering::ConstrainedOptions options{.timestamps = times,
                                               .time_scale = choices.once_in(30) ? nan : 2.0};
  const clustering::Constraints constraints{must.a, must.b, cannot.a, cannot.b};
  const auto in_range = [n](Index label) { return label >= 0 && label < n; };
  const auto are_unit = [&] {
    for (Index i = 0; i < n; ++i) {
      double squares = 0.0;
      for (const auto value : view.row(i).values) {
        squares += static_cast<double>(value) * static_cast<double>(value);
      }
      if (squares != 0.0 && !(std::abs(std::sqrt(squares) - 1.0) <= 1e-3)) return false;
    }
    return true;
  };
  const bool valid =
      is_canonical && labels.size() == static_cast<std::size_t>(n) &&
      std::ranges::all_of(labels, in_range) && must.fit(n) && cannot.fit(n) &&
      agree(n, must, cannot) && are_trees(merges, labels) && are_unit() &&
      (times.empty() || (times.size() == labels.size() && !std::isnan(options.time_scale)));
  const base::Run run{choices.once_in(20) ? 2 : 1};
  const clustering::MergesView tree{merges.a, merges.b, merges.similarity};
  INFO("seed " << seed);
  clustering::Labels found;
  const bool refused = refuses([&] {
    sparse::validate(view, "X");
    found = clustering::constrained_stories<T>(view, labels, tree, constraints, options, run);
  });
  REQUIRE(refused == !valid);
  if (!valid) return false;
  const auto expected = reference::constrained_stories<T>(view, labels, tree, constraints, options);
  REQUIRE(found.of == expected.of);
  REQUIRE(found.n_clusters == expected.n_clusters);
  return true;
}

TEST_CASE("hand-made stories are put right as by the reference, or refused", "[fuzz]") {
  for_each_case(false, by_type(check_constrained<float>, check_constrained<double>));
}

TEST_CASE("many hand-made stories are put right as by the reference, or refused", "[fuzz][slow]") {
  for_each_case(true, by_type(check_constrained<float>, check_constrained<double>));
}

}  // namespace
}  // namespace broadsheet::fuzz
