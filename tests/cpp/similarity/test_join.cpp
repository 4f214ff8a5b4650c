// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "broadsheet/similarity/join.hpp"
#include "catch.hpp"
#include "reference/pairs.hpp"
#include "reference/random_csr.hpp"
#include "reference/random_filter.hpp"
#include "reference/random_memory.hpp"

namespace broadsheet::similarity {
namespace {

template <class T>
Pairs self_join(const sparse::Csr<T>& x, const PairsOptions& options) {
  return pairs<T>(x.view(), nullptr, options, {});
}

TEST_CASE("every pair that reaches min_similarity is found once, in order", "[similarity]") {
  const sparse::Csr<double> x{{0, 1, 3, 5}, {0, 0, 1, 0, 2}, {1.0, 0.6, 0.8, 0.8, 0.6}, 3};
  const auto found = self_join(x, {.min_similarity = 0.6});
  REQUIRE(found.i == std::vector<Index>{0, 0});
  REQUIRE(found.j == std::vector<Index>{1, 2});
  REQUIRE(found.similarity == std::vector<double>{0.6, 0.8});
}

TEST_CASE("time takes from a pair's similarity, and so a pair away", "[similarity]") {
  const sparse::Csr<double> x{{0, 1, 2, 3}, {0, 0, 0}, {1.0, 1.0, 1.0}, 1};
  const std::vector<Timestamp> timestamps{0, 10, unknown_time};
  const auto found =
      self_join(x, {.min_similarity = 0.99, .timestamps = timestamps, .time_scale = 5.0});
  REQUIRE(found.i == std::vector<Index>{0, 1});
  REQUIRE(found.j == std::vector<Index>{2, 2});
}

TEST_CASE("with another matrix every pair across counts", "[similarity]") {
  const sparse::Csr<double> x{{0, 1, 2}, {0, 1}, {1.0, 1.0}, 2};
  const sparse::Csr<double> y{{0, 1, 1, 3, 4}, {1, 0, 1, 0}, {0.5, 0.75, 0.25, 1.0}, 2};
  const auto view = y.view();
  const auto found = pairs<double>(x.view(), &view, {.min_similarity = 0.5}, {});
  REQUIRE(found.i == std::vector<Index>{0, 0, 1});
  REQUIRE(found.j == std::vector<Index>{2, 3, 0});
  REQUIRE(found.similarity == std::vector<double>{0.75, 1.0, 0.5});
}

TEST_CASE("only pairs that the filter allows are found", "[similarity]") {
  const sparse::Csr<double> x{{0, 1, 2, 3}, {0, 0, 0}, {1.0, 1.0, 1.0}, 1};
  const std::vector<Timestamp> times{0, 10, 15};
  const std::vector<Index> groups{1, 2, 1};
  const auto near = self_join(x, {.filter = {.x_times = times, .y_times = times, .window = 10}});
  REQUIRE(near.i == std::vector<Index>{0, 1});
  REQUIRE(near.j == std::vector<Index>{1, 2});
  const auto same = self_join(
      x, {.filter = {.x_groups = groups, .y_groups = groups, .pairs_from = PairsFrom::same}});
  REQUIRE(same.i == std::vector<Index>{0});
  REQUIRE(same.j == std::vector<Index>{2});
}

TEST_CASE("what pairs cannot do is refused", "[similarity]") {
  const sparse::Csr<float> x{{0, 1}, {0}, {1.0F}, 1};
  const std::vector<Timestamp> two{0, 1};
  const auto refused = [&](const PairsOptions& options) {
    REQUIRE_THROWS_AS(self_join(x, options), std::invalid_argument);
  };
  refused({.min_similarity = 0.0});
  refused({.min_similarity = -0.5});
  refused({.min_similarity = std::numeric_limits<double>::quiet_NaN()});
  refused({.timestamps = two});
  refused({.timestamps = std::span(two).first(1), .time_scale = 0.0});
  refused({.filter = {.window = 1}});
  const auto y = x.view();
  const auto wider = sparse::Csr<float>{{0}, {}, {}, 2};
  const auto wider_view = wider.view();
  const PairsOptions with_kernel{.timestamps = std::span(two).first(1)};
  REQUIRE_THROWS_AS(pairs<float>(x.view(), &y, with_kernel, {}), std::invalid_argument);
  REQUIRE_THROWS_AS(pairs<float>(x.view(), &wider_view, {}, {}), std::invalid_argument);
}

TEST_CASE("a matrix without rows or entries has no pairs", "[similarity]") {
  REQUIRE(self_join(sparse::Csr<float>{}, {}).size() == 0);
  REQUIRE(self_join(sparse::Csr<float>{{0, 0, 0}, {}, {}, 4}, {}).size() == 0);
}

template <class T>
void compare_with_reference(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto pick = [&](auto... choices) {
    const std::vector<double> all{static_cast<double>(choices)...};
    return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random)];
  };
  const auto shape = [&](double n_cols) {
    return reference::RandomCsr{.n_rows = static_cast<Index>(pick(1, 5, 40, 90)),
                                .n_cols = static_cast<Index>(n_cols),
                                .density = pick(.02, .1, .4, 1),
                                .negative = pick(0, 1) != 0.0,
                                .unit = pick(0, 1) != 0.0};
  };
  const auto n_cols = pick(1, 8, 60);
  const auto x = reference::random_csr<T>(shape(n_cols), random);
  const bool self = pick(0, 1) != 0.0;
  const auto other = reference::random_csr<T>(shape(n_cols), random);
  const auto other_view = other.view();
  const auto* y = self ? nullptr : &other_view;
  std::vector<Timestamp> timestamps;
  if (self && pick(0, 1) != 0.0) {
    for (Index i = 0; i < x.n_rows(); ++i) {
      timestamps.push_back(pick(0, 0, 0, 1) != 0.0 ? unknown_time
                                                   : static_cast<Timestamp>(pick(0, 1, 2, 5, 40)));
    }
  }
  const reference::RandomFilter filter(x.n_rows(), self ? x.n_rows() : other.n_rows(), self,
                                       random);
  PairsOptions options{.min_similarity = pick(1e-300, 1e-7, .1, .25, .5, 1, 3),
                       .filter = filter.filter,
                       .timestamps = timestamps,
                       .time_scale = pick(.5, 2, 10)};
  const auto expected = reference::pairs<T>(x.view(), y, options);
  const auto with_least = [&](int n_threads) {
    return reference::least_memory([&](const MemoryLimit& memory) {
      auto limited = options;
      limited.memory = memory;
      static_cast<void>(pairs<T>(x.view(), y, limited, {n_threads}));
    });
  };
  for (const int n_threads : {1, 2, 3}) {
    for (const Index tile_rows : {1, 3, 16, 64, 30000}) {
      options.tile_rows = tile_rows;
      options.dense_from = pick(0, .05, .3, 2);
      options.piece_work = n_threads == 1 ? default_piece_work : 1;  // so that threads share it
      options.memory = reference::random_memory(with_least(n_threads), random);
      const auto found = pairs<T>(x.view(), y, options, {n_threads});
      INFO("seed " << seed << ", threads " << n_threads << ", tile " << tile_rows << ", memory "
                   << options.memory.bytes << ", rows " << options.memory.most_rows << ", pairs "
                   << options.memory.most_pairs);
      REQUIRE(found.i == expected.i);
      REQUIRE(found.j == expected.j);
      REQUIRE(found.similarity == expected.similarity);
    }
  }
}

TEST_CASE("pairs equals its reference on random matrices", "[similarity]") {
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
  }
}

TEST_CASE("pairs equals its reference on many random matrices", "[similarity][slow]") {
  for (std::uint32_t seed = 1000; seed < 6000; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
  }
}

}  // namespace
}  // namespace broadsheet::similarity
