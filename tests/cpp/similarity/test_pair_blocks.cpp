// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <stdexcept>
#include <vector>

#include "broadsheet/similarity/join.hpp"
#include "broadsheet/similarity/pair_blocks.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"
#include "reference/random_filter.hpp"
#include "reference/random_memory.hpp"

namespace broadsheet::similarity {
namespace {

sparse::Csr<float> random_rows(Index n_rows, std::uint32_t seed) {
  std::mt19937 random(seed);
  return reference::random_csr<float>(
      {.n_rows = n_rows, .n_cols = 120, .density = 0.1, .negative = false, .unit = true}, random);
}

TEST_CASE("blocks of pairs are those of successive rows, and together all", "[similarity]") {
  const auto x = random_rows(600, 1);
  PairsOptions options{.min_similarity = 0.2};
  const auto all = pairs<float>(x.view(), nullptr, options, {2});
  REQUIRE(all.size() > 1000);
  for (const std::size_t most : {1U, 50U, 400U, 1000000U}) {
    options.memory.most_pairs = most;
    PairBlocks<float> blocks(x.view(), nullptr, options, {2});
    Index next_row = 0;
    std::size_t n_blocks = 0;
    PairList<double> list;
    while (auto block = blocks.next({2})) {
      ++n_blocks;
      REQUIRE(block->size() > 0);
      REQUIRE(block->i.front() >= next_row);
      next_row = block->i.back() + 1;
      if (most == 400) REQUIRE(block->size() <= 500);
      list.append(std::move(*block));
    }
    REQUIRE_FALSE(blocks.next({2}));
    REQUIRE((n_blocks == 1) == (most == 1000000));
    const auto joined = std::move(list).joined();
    REQUIRE(joined.i == all.i);
    REQUIRE(joined.j == all.j);
    REQUIRE(joined.similarity == all.similarity);
  }
}

class StopOnce final : public base::Monitor {
 public:
  void poll(std::int64_t done, std::int64_t total) override {
    REQUIRE(done >= most_);
    REQUIRE(total == base::Share::whole);
    most_ = done;
    if (!stopped_) {
      stopped_ = true;
      throw std::runtime_error("stopped");
    }
  }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  bool stopped_ = false;
  std::int64_t most_ = 0;
};

TEST_CASE("a block that was stopped is the next one again", "[similarity]") {
  const auto x = random_rows(4000, 2);
  PairsOptions options{.min_similarity = 0.3};
  options.memory.most_pairs = 2000;
  const auto all = pairs<float>(x.view(), nullptr, options, {});
  PairBlocks<float> blocks(x.view(), nullptr, options, {});
  StopOnce monitor;
  PairList<double> list;
  for (bool more = true; more;) {
    try {
      auto block = blocks.next({1, &monitor});
      more = block.has_value();
      if (block) list.append(std::move(*block));
    } catch (const std::runtime_error&) {
    }
  }
  REQUIRE(monitor.stopped());
  REQUIRE(std::move(list).joined().similarity == all.similarity);
}

TEST_CASE("a join in little memory gives what it gives in much", "[similarity]") {
  const auto x = random_rows(1000, 3);
  const auto y = random_rows(600, 4);
  const auto y_view = y.view();
  std::mt19937 random(7);
  for (const auto* other : {static_cast<const sparse::CsrView<float>*>(nullptr), &y_view}) {
    const auto n_y = other == nullptr ? x.n_rows() : y.n_rows();
    for (int round = 0; round < 3; ++round) {
      const reference::RandomFilter filter(x.n_rows(), n_y, other == nullptr, random);
      PairsOptions pairs_options{.min_similarity = 0.25, .filter = filter.filter};
      TopKOptions top_options{.k = 3, .filter = filter.filter};
      const auto all_pairs = pairs<float>(x.view(), other, pairs_options, {2});
      const auto all_top = top_k<float>(x.view(), other, top_options, {2});
      const auto least_pairs = reference::least_memory([&](const MemoryLimit& memory) {
        pairs_options.memory = memory;
        static_cast<void>(pairs<float>(x.view(), other, pairs_options, {2}));
      });
      const auto least_top = reference::least_memory([&](const MemoryLimit& memory) {
        top_options.memory = memory;
        static_cast<void>(top_k<float>(x.view(), other, top_options, {2}));
      });
      for (const double times : {1.0, 1.5, 3.0}) {
        INFO("round " << round << ", times " << times << ", self " << (other == nullptr));
        pairs_options.memory.bytes =
            static_cast<std::size_t>(times * static_cast<double>(least_pairs));
        const auto found = pairs<float>(x.view(), other, pairs_options, {2});
        REQUIRE(found.i == all_pairs.i);
        REQUIRE(found.j == all_pairs.j);
        REQUIRE(found.similarity == all_pairs.similarity);
        top_options.memory.bytes = static_cast<std::size_t>(times * static_cast<double>(least_top));
        const auto top = top_k<float>(x.view(), other, top_options, {2});
        REQUIRE(top.indices == all_top.indices);
        REQUIRE(top.values == all_top.values);
      }
    }
  }
}

}  // namespace
}  // namespace broadsheet::similarity
