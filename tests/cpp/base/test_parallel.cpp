// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "catch.hpp"

namespace broadsheet::base {
namespace {

class Recorder final : public Monitor {
 public:
  void poll(std::int64_t done, std::int64_t total) override {
    dones.push_back(done);
    totals.push_back(total);
    threads.push_back(std::this_thread::get_id());
  }
  std::vector<std::int64_t> dones;
  std::vector<std::int64_t> totals;
  std::vector<std::thread::id> threads;
};

class Stopper final : public Monitor {
 public:
  void poll(std::int64_t, std::int64_t) override { throw std::runtime_error("stopped"); }
};

TEST_CASE("every piece runs once, on any number of threads", "[base]") {
  const auto n_threads = GENERATE(1, 2, 3, 8);
  const auto n_pieces = GENERATE(0, 1, 2, 7, 1000);
  std::vector<std::atomic<int>> runs(static_cast<std::size_t>(n_pieces));
  std::atomic<bool> thread_in_range{true};
  parallel_for(n_pieces, {n_threads}, [&](std::int64_t p, Checkpoint& checkpoint) {
    ++runs[static_cast<std::size_t>(p)];
    if (checkpoint.thread() < 0 || checkpoint.thread() >= n_threads) thread_in_range = false;
  });
  int wrong = 0;
  for (const auto& run : runs) wrong += run != 1 ? 1 : 0;
  REQUIRE(wrong == 0);
  REQUIRE(thread_in_range);
}

TEST_CASE("fewer than one thread is refused, also without work", "[base]") {
  const auto nothing = [](std::int64_t, Checkpoint&) {};
  REQUIRE_THROWS_AS(parallel_for(5, {0}, nothing), std::invalid_argument);
  REQUIRE_THROWS_AS(parallel_for(0, {-1}, nothing), std::invalid_argument);
}

TEST_CASE("the first exception of a piece is rethrown, and the rest is not begun", "[base]") {
  const auto n_threads = GENERATE(1, 2, 3);
  std::atomic<int> begun{0};
  const auto fail_at_10 = [&](std::int64_t p, Checkpoint&) {
    ++begun;
    if (p == 10) throw std::runtime_error("piece " + std::to_string(p));
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  };
  REQUIRE_THROWS_WITH(parallel_for(100000, {n_threads}, fail_at_10), "piece 10");
  REQUIRE(begun < 1000);
}

TEST_CASE("a monitor that throws stops all threads quickly, also within a piece", "[base]") {
  const auto n_threads = GENERATE(1, 2, 3);
  Stopper stopper;
  const auto start = std::chrono::steady_clock::now();
  const auto endless = [](std::int64_t, Checkpoint& checkpoint) {
    for (;;) checkpoint();
  };
  REQUIRE_THROWS_WITH(parallel_for(n_threads, {n_threads, &stopper}, endless), "stopped");
  const auto lasted = std::chrono::steady_clock::now() - start;
  REQUIRE(lasted < std::chrono::seconds(2));  // 20 ms, but for a machine that is busy
}

TEST_CASE("a monitor stops the other threads also when the calling one has run out of pieces",
          "[base]") {
  Stopper stopper;
  std::atomic<bool> other_began{false};
  const auto endless_elsewhere = [&](std::int64_t, Checkpoint& checkpoint) {
    if (checkpoint.thread() == 0) {
      while (!other_began) std::this_thread::yield();
      return;
    }
    other_began = true;
    for (;;) checkpoint();
  };
  REQUIRE_THROWS_WITH(parallel_for(2, {2, &stopper}, endless_elsewhere), "stopped");
}

TEST_CASE("the monitor hears on the calling thread how many pieces are done", "[base]") {
  Recorder recorder;
  parallel_for(40, {2, &recorder}, [](std::int64_t, Checkpoint&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  REQUIRE(!recorder.dones.empty());
  for (std::size_t i = 0; i < recorder.dones.size(); ++i) {
    REQUIRE(recorder.totals[i] == 40);
    REQUIRE(recorder.threads[i] == std::this_thread::get_id());
    REQUIRE(recorder.dones[i] >= (i == 0 ? 0 : recorder.dones[i - 1]));
    REQUIRE(recorder.dones[i] <= 40);
  }
}

}  // namespace
}  // namespace broadsheet::base
