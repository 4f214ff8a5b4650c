// SPDX-License-Identifier: Apache-2.0
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include "broadsheet/explain/shared_runs.hpp"
#include "catch.hpp"
#include "reference/shared_runs.hpp"

namespace broadsheet::explain {
namespace {

using Ids = std::vector<Index>;
using Offsets = std::vector<Offset>;

void check(const SharedRuns& found, const Offsets& first, const Offsets& second,
           const Offsets& lengths) {
  REQUIRE(found.first == first);
  REQUIRE(found.second == second);
  REQUIRE(found.lengths == lengths);
}

TEST_CASE("runs are as long as they can be, and none overlaps another in the first text",
          "[explain]") {
  const Ids a{9, 1, 2, 3, 4, 8, 3, 4, 5};
  const Ids b{1, 2, 3, 4, 5};
  check(shared_runs(a, b, 2, {}), {1, 6}, {0, 2}, {4, 3});
  check(shared_runs(a, b, 4, {}), {1}, {0}, {4});
  check(shared_runs(a, b, 5, {}), {}, {}, {});
  // What was taken counts no more: 3 4 is not seen again as 3 4 5.
  check(shared_runs(Ids{2, 3, 4, 5}, Ids{2, 3, 4, 0, 3, 4, 5}, 2, {}), {0}, {0}, {3});
}

TEST_CASE("the longest match counts, and of equal ones the first", "[explain]") {
  check(shared_runs(Ids{1, 2, 3}, Ids{1, 2, 0, 1, 2, 3, 0, 1, 2, 3}, 2, {}), {0}, {3}, {3});
  check(shared_runs(Ids{1, 2}, Ids{0, 1, 2, 1, 2, 3}, 2, {}), {0}, {1}, {2});
}

TEST_CASE("a text of fewer words than a shingle is one shingle", "[explain]") {
  check(shared_runs(Ids{1, 2}, Ids{1, 2}, 5, {}), {0}, {0}, {2});
  check(shared_runs(Ids{1, 2}, Ids{2, 1}, 5, {}), {}, {}, {});
  check(shared_runs(Ids{1, 2}, Ids{1, 2, 3}, 5, {}), {}, {}, {});
  check(shared_runs(Ids{1, 2, 3}, Ids{1, 2}, 2, {}), {0}, {0}, {2});
  check(shared_runs({}, {}, 5, {}), {}, {}, {});
  check(shared_runs({}, Ids{1}, 1, {}), {}, {}, {});
  REQUIRE_THROWS_AS(shared_runs(Ids{1}, Ids{1}, 0, {}), std::invalid_argument);
}

TEST_CASE("a word two hundred thousand times, and two that take turns, are matched", "[explain]") {
  // Each place of b begins a run at each word of a: to compare them one by one would take hours.
  constexpr std::size_t n = 200'000;
  const Ids same(n, 7);
  check(shared_runs(same, same, 5, {}), {0}, {0}, {static_cast<Offset>(n)});
  Ids turns(n);
  for (std::size_t i = 0; i < n; ++i) turns[i] = static_cast<Index>(i % 2);
  auto broken = turns;
  broken[n / 2] = 2;
  const auto half = static_cast<Offset>(n / 2);
  check(shared_runs(broken, turns, 5, {}), {0, half + 1}, {0, 1}, {half, half - 1});
  const auto one_each = shared_runs(same, Ids{7}, 1, {});
  REQUIRE(one_each.lengths == Offsets(n, 1));
  // Nothing is long enough, at any word.
  check(shared_runs(same, Ids(n / 2, 7), n / 2 + 1, {}), {}, {}, {});
}

TEST_CASE("one word before each of many others", "[explain]") {
  // The state of that word has as many transitions, and is split often.
  Ids text;
  for (Index other = 1; other < 30'000; ++other) text.insert(text.end(), {0, other});
  Ids turned(text.rbegin(), text.rend());
  check(shared_runs(text, text, 3, {}), {0}, {0}, {59'998});
  REQUIRE(shared_runs(text, turned, 4, {}).first.empty());
  REQUIRE(shared_runs(text, turned, 2, {}).lengths.size() > 10'000);
}

TEST_CASE("shared runs equal their reference on random texts", "[explain]") {
  for (std::uint32_t seed = 0; seed < 3'000; ++seed) {
    std::mt19937 random(seed);
    const auto text = [&] {
      Ids ids(random() % 50);
      const auto n_ids = 1 + random() % 6;
      for (auto& id : ids) id = static_cast<Index>(random() % n_ids);
      return ids;
    };
    const auto a = text();
    auto b = text();
    if (random() % 2 == 0) b.insert(b.begin(), a.begin(), a.end());
    const auto n_words = 1 + random() % 8;
    const auto found = shared_runs(a, b, n_words, {});
    const auto expected = reference::shared_runs(a, b, n_words);
    INFO("seed " << seed);
    REQUIRE(found.first == expected.first);
    REQUIRE(found.second == expected.second);
    REQUIRE(found.lengths == expected.lengths);
  }
}

}  // namespace
}  // namespace broadsheet::explain
