// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

#include "broadsheet/base/stoppable.hpp"
#include "catch.hpp"

namespace broadsheet::base {
namespace {

// A loop's checkpoint that stops as soon as it is told to.
struct Loop {
  std::atomic<std::int64_t> done{0};
  std::atomic<bool> stopping{false};
  Checkpoint checkpoint{0, nullptr, done, 1, stopping};
};

TEST_CASE("a stoppable loop visits all indices in order", "[base]") {
  for (const std::size_t n : {0u, 1u, 100'000u}) {
    Loop loop;
    std::vector<std::size_t> visited;
    for_each_index(n, loop.checkpoint, [&](std::size_t i) { visited.push_back(i); });
    std::vector<std::size_t> expected(n);
    std::iota(expected.begin(), expected.end(), 0u);
    REQUIRE(visited == expected);
  }
}

TEST_CASE("a stoppable loop ends soon after it is stopped", "[base]") {
  Loop loop;
  std::size_t n_visited = 0;
  REQUIRE_THROWS(for_each_index(1'000'000, loop.checkpoint, [&](std::size_t i) {
    if (i == 50'000) loop.stopping = true;
    ++n_visited;
  }));
  REQUIRE(n_visited > 50'000);
  REQUIRE(n_visited < 100'000);
}

TEST_CASE("an array is filled with defaults, or stopped and freed", "[base]") {
  struct Slot {
    std::int32_t id = -1;
  };
  const auto before = bytes_in_pages();
  {
    Loop loop;
    Buffer<Slot> slots;
    resize(slots, 1'000'001, loop.checkpoint);
    REQUIRE(slots.size() == 1'000'001);
    REQUIRE(std::all_of(slots.begin(), slots.end(), [](Slot slot) { return slot.id == -1; }));
    loop.stopping = true;
    REQUIRE_THROWS(resize(slots, 2'000'000, loop.checkpoint));
  }
  REQUIRE(bytes_in_pages() == before);
}

TEST_CASE("a sort is stopped by its comparisons", "[base]") {
  std::mt19937 random(3);
  std::vector<unsigned> numbers(100'000);
  std::generate(numbers.begin(), numbers.end(), std::ref(random));
  Loop loop;
  Steps steps(loop.checkpoint);
  std::size_t n_compared = 0;
  REQUIRE_THROWS(std::sort(numbers.begin(), numbers.end(), [&](unsigned a, unsigned b) {
    loop.stopping = ++n_compared >= 200'000;
    steps();
    return a < b;
  }));
  REQUIRE(n_compared < 300'000);
}

}  // namespace
}  // namespace broadsheet::base
