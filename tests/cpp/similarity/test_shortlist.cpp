// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <random>
#include <vector>

#include "broadsheet/similarity/shortlist.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("the k best are always left, in whatever order they are offered", "[similarity]") {
  std::mt19937 random(5);
  const std::size_t k = GENERATE(std::size_t{3}, std::size_t{100});  // held sorted, and not
  const Judge judge{.k = k, .margin = 0.01F, .scale = 2.0};
  std::size_t n_asked = 0;
  for (int round = 0; round < 60; ++round) {
    // Canonical scores of few values: many equal ones. Estimates are off by up to the margin.
    std::vector<Neighbour<double>> all;
    std::vector<float> estimates;
    for (Index row = 0; row < static_cast<Index>(20 * k); ++row) {
      const auto estimate =
          static_cast<double>(std::uniform_int_distribution<int>(1, 6)(random)) / 8;
      all.push_back({estimate * judge.scale, row});
      const auto off = std::uniform_real_distribution<double>(-0.009, 0.009)(random);
      estimates.push_back(static_cast<float>(estimate + off));
    }
    std::vector<Index> offers(all.size());
    for (std::size_t i = 0; i < offers.size(); ++i) offers[i] = static_cast<Index>(i);
    std::shuffle(offers.begin(), offers.end(), random);
    Shortlist<double> list;
    list.start(0.01F);
    for (const auto row : offers) {
      list.offer(row, estimates[static_cast<std::size_t>(row)], judge, [&](Index candidate) {
        ++n_asked;
        return all[static_cast<std::size_t>(candidate)];
      });
    }
    const auto left = list.rows(judge);
    std::sort(all.begin(), all.end(), better<double>);
    for (std::size_t best = 0; best < judge.k; ++best) {
      REQUIRE(std::count(left.begin(), left.end(), all[best].row) == 1);
    }
    REQUIRE(left.size() < 2 * k + 20);
  }
  REQUIRE(n_asked > 0);  // so many are equal that estimates alone cannot decide
}

TEST_CASE("what falls short of the first cut is never taken", "[similarity]") {
  Shortlist<float> list;
  list.start(0.5F);
  const auto score = [](Index row) { return Neighbour<float>{0.0F, row}; };
  list.offer(1, 0.49F, {.k = 2, .margin = 0.0F, .scale = 1.0}, score);
  list.offer(2, 0.5F, {.k = 2, .margin = 0.0F, .scale = 1.0}, score);
  REQUIRE(list.rows({.k = 2, .margin = 0.0F, .scale = 1.0}) == std::vector<Index>{2});
}

}  // namespace
}  // namespace broadsheet::similarity
