// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <random>
#include <stdexcept>

#include "broadsheet/similarity/top_k.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"
#include "reference/random_filter.hpp"
#include "reference/random_memory.hpp"
#include "reference/top_k.hpp"

namespace broadsheet::similarity {
namespace {

template <class T>
sparse::Csr<T> self_join(const sparse::Csr<T>& x, const TopKOptions& options) {
  return top_k<T>(x.view(), nullptr, options, {});
}

TEST_CASE("each row gets its nearest others, by falling score", "[similarity]") {
  // Row 0 is like row 1 by .6 and like row 2 by .8.
  const sparse::Csr<double> x{{0, 1, 3, 5}, {0, 0, 1, 0, 2}, {1.0, 0.6, 0.8, 0.8, 0.6}, 3};
  const auto found = self_join(x, {.k = 2});
  REQUIRE(found.indptr == std::vector<Offset>{0, 2, 4, 6});
  REQUIRE(found.indices == std::vector<Index>{2, 1, 0, 2, 0, 1});
  REQUIRE(found.values == std::vector<double>{0.8, 0.6, 0.6, 0.6 * 0.8, 0.8, 0.6 * 0.8});
  REQUIRE(found.n_cols == 3);
}

TEST_CASE("among equal scores the lowest rows win and come first", "[similarity]") {
  const sparse::Csr<float> x{{0, 1, 2, 3, 4}, {0, 0, 0, 0}, {1, 1, 1, 1}, 1};
  const auto found = self_join(x, {.k = 2});
  REQUIRE(found.indices == std::vector<Index>{1, 2, 0, 2, 0, 1, 0, 1});
}

TEST_CASE("rows without a common term are no neighbours, nor are rows that cancel out",
          "[similarity]") {
  const sparse::Csr<double> x{{0, 2, 4, 5, 5}, {0, 1, 0, 1, 2}, {1, 1, 1, -1, 1}, 3};
  REQUIRE(self_join(x, {.k = 10}).indices.empty());
}

TEST_CASE("negative scores count, unless min_similarity is above them", "[similarity]") {
  const sparse::Csr<double> x{{0, 1, 2, 3}, {0, 0, 0}, {1.0, -0.5, -1.0}, 1};
  const auto all = self_join(x, {.k = 10});
  REQUIRE(all.values == std::vector<double>{-0.5, -1.0, 0.5, -0.5, 0.5, -1.0});
  const auto best = self_join(x, {.k = 1});
  REQUIRE(best.values == std::vector<double>{-0.5, 0.5, 0.5});
  REQUIRE(self_join(x, {.k = 10, .min_similarity = -0.5}).values ==
          std::vector<double>{-0.5, 0.5, -0.5, 0.5});
  REQUIRE(self_join(x, {.k = 10, .min_similarity = 0.0}).values == std::vector<double>{0.5, 0.5});
}

TEST_CASE("min_similarity is compared in the matrix's type, and is itself allowed",
          "[similarity]") {
  const sparse::Csr<float> x{{0, 1, 2}, {0, 0}, {1.0F, 0.7F}, 1};
  REQUIRE(self_join(x, {.k = 1, .min_similarity = 0.7}).indices.size() == 2);
  const auto above = static_cast<double>(std::nextafter(0.7F, 1.0F));
  REQUIRE(self_join(x, {.k = 1, .min_similarity = above}).indices.empty());
}

TEST_CASE("with another matrix every pair counts", "[similarity]") {
  const sparse::Csr<float> x{{0, 1, 1}, {1}, {1.0F}, 2};
  const sparse::Csr<float> y{{0, 1, 2, 3}, {0, 1, 1}, {1.0F, 0.5F, 1.0F}, 2};
  const auto view = y.view();
  const auto found = top_k<float>(x.view(), &view, {.k = 5}, {});
  REQUIRE(found.indptr == std::vector<Offset>{0, 2, 2});
  REQUIRE(found.indices == std::vector<Index>{2, 1});
  REQUIRE(found.n_cols == 3);
}

TEST_CASE("only rows that the filter allows are neighbours", "[similarity]") {
  const sparse::Csr<float> x{{0, 1, 2, 3, 4}, {0, 0, 0, 0}, {1.0F, 1.0F, 0.5F, 0.5F}, 1};
  const std::vector<Timestamp> times{0, 10, 5, 11};
  const std::vector<Index> groups{1, 1, 1, 2};
  const auto nearest = [&](const PairFilter& filter) {
    return self_join(x, {.k = 1, .filter = filter}).indices;
  };
  REQUIRE(nearest({}) == std::vector<Index>{1, 0, 0, 0});
  REQUIRE(nearest({.x_times = times, .y_times = times, .window = 9}) ==
          std::vector<Index>{2, 2, 0, 1});
  REQUIRE(nearest({.x_groups = groups, .y_groups = groups, .pairs_from = PairsFrom::different}) ==
          std::vector<Index>{3, 3, 3, 0});
  REQUIRE(nearest({.x_groups = groups, .y_groups = groups, .pairs_from = PairsFrom::same}) ==
          std::vector<Index>{1, 0, 0});
  REQUIRE_THROWS_AS(nearest({.window = 9}), std::invalid_argument);
}

TEST_CASE("matrices without rows, columns or entries have no neighbours", "[similarity]") {
  const sparse::Csr<float> no_rows;
  const sparse::Csr<float> no_entries{{0, 0, 0}, {}, {}, 0};
  REQUIRE(self_join(no_rows, {}).indptr == std::vector<Offset>{0});
  REQUIRE(self_join(no_entries, {}).indptr == std::vector<Offset>{0, 0, 0});
  const auto nothing = no_rows.view();
  REQUIRE(top_k<float>(no_entries.view(), &nothing, {}, {}).indptr == std::vector<Offset>{0, 0, 0});
}

TEST_CASE("what top_k cannot do is refused", "[similarity]") {
  const sparse::Csr<float> x{{0, 1}, {0}, {1.0F}, 1};
  const sparse::Csr<float> wider{{0, 1}, {0}, {1.0F}, 2};
  const auto y = wider.view();
  REQUIRE_THROWS_AS(self_join(x, {.k = 0}), std::invalid_argument);
  REQUIRE_THROWS_AS(self_join(x, {.min_similarity = std::numeric_limits<double>::quiet_NaN()}),
                    std::invalid_argument);
  REQUIRE_THROWS_AS(top_k<float>(x.view(), &y, {}, {}), std::invalid_argument);
  REQUIRE_THROWS_AS(top_k<float>(x.view(), nullptr, {}, {0}), std::invalid_argument);
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
  const auto other_matrix = reference::random_csr<T>(shape(n_cols), random);
  const auto other_view = other_matrix.view();
  const auto* y = self ? nullptr : &other_view;
  TopKOptions options{.k = static_cast<Index>(pick(1, 2, 5, 1000))};
  if (pick(0, 1) != 0.0) options.min_similarity = pick(-.5, 0, .25, .5, 1, 2);
  const reference::RandomFilter filter(x.n_rows(), self ? x.n_rows() : other_matrix.n_rows(), self,
                                       random);
  options.filter = filter.filter;
  const auto expected = reference::top_k<T>(x.view(), y, options);
  const auto with_least = [&](int n_threads) {
    return reference::least_memory([&](const MemoryLimit& memory) {
      auto limited = options;
      limited.memory = memory;
      static_cast<void>(top_k<T>(x.view(), y, limited, {n_threads}));
    });
  };
  for (const int n_threads : {1, 2, 3}) {
    for (const Index tile_rows : {1, 3, 16, 64, 30000}) {
      options.tile_rows = tile_rows;
      options.dense_from = pick(0, .05, .3, 2);
      options.piece_work = n_threads == 1 ? default_piece_work : 1;  // so that threads share it
      options.memory = reference::random_memory(with_least(n_threads), random);
      const auto found = top_k<T>(x.view(), y, options, {n_threads});
      INFO("seed " << seed << ", threads " << n_threads << ", tile " << tile_rows << ", memory "
                   << options.memory.bytes << ", rows " << options.memory.most_rows << ", pairs "
                   << options.memory.most_pairs);
      REQUIRE(found.indptr == expected.indptr);
      REQUIRE(found.indices == expected.indices);
      REQUIRE(found.values == expected.values);
      REQUIRE(found.n_cols == expected.n_cols);
    }
  }
}

TEST_CASE("top_k equals its reference on random matrices", "[similarity]") {
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
  }
}

TEST_CASE("top_k equals its reference on many random matrices", "[similarity][slow]") {
  for (std::uint32_t seed = 1000; seed < 6000; ++seed) {
    compare_with_reference<float>(seed);
    compare_with_reference<double>(seed);
  }
}

TEST_CASE("among many copies of a row the lowest are its neighbours", "[similarity]") {
  // More rows of equal score than a shortlist has room for: only canonical scores can decide.
  for (const Index copies : {40, 200, 700}) {
    sparse::Csr<float> x;
    x.n_cols = 3;
    for (Index i = 0; i < copies; ++i) {
      x.indices.push_back(i % 2);
      x.values.push_back(0.6F);
      x.indices.push_back(2);
      x.values.push_back(0.8F);
      x.indptr.push_back(static_cast<Offset>(x.indices.size()));
    }
    const TopKOptions options{.k = 4};
    for (const int n_threads : {1, 2}) {
      const auto found = top_k<float>(x.view(), nullptr, options, {n_threads});
      const auto expected = reference::top_k<float>(x.view(), nullptr, options);
      REQUIRE(found.indices == expected.indices);
      REQUIRE(found.values == expected.values);
    }
  }
}

TEST_CASE("values far out of the range of single precision are joined exactly", "[similarity]") {
  for (const double factor : {1e-300, 1e-30, 1e30, 1e150}) {
    const sparse::Csr<double> x{{0, 1, 3, 5}, {0, 0, 1, 0, 2}, {1.0, 0.6, 0.8, 0.8, 0.6}, 3};
    auto scaled = x;
    for (auto& value : scaled.values) value *= factor;
    const TopKOptions options{.k = 2};
    const auto found = self_join(scaled, options);
    const auto expected = reference::top_k<double>(scaled.view(), nullptr, options);
    REQUIRE(found.indices == expected.indices);
    REQUIRE(found.values == expected.values);
  }
}

class Stopper final : public base::Monitor {
 public:
  void poll(std::int64_t, std::int64_t) override { throw std::runtime_error("stopped"); }
};

TEST_CASE("a monitor stops top_k", "[similarity]") {
  // 4,000 rows with 2,000 common terms: 32 G products, most of a minute.
  sparse::Csr<float> y;
  y.n_cols = 2000;
  for (Index i = 0; i < 4000; ++i) {
    for (Index t = 0; t < y.n_cols; ++t) {
      y.indices.push_back(t);
      y.values.push_back(1.0F);
    }
    y.indptr.push_back(static_cast<Offset>(y.indices.size()));
  }
  Stopper stopper;
  REQUIRE_THROWS_WITH(top_k<float>(y.view(), nullptr, {}, {2, &stopper}), "stopped");
}

}  // namespace
}  // namespace broadsheet::similarity
