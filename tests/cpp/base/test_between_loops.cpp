// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "broadsheet/base/between_loops.hpp"
#include "catch.hpp"

namespace broadsheet::base {
namespace {

class Heard final : public Monitor {
 public:
  void poll(std::int64_t done, std::int64_t total) override { told.emplace_back(done, total); }
  std::vector<std::pair<std::int64_t, std::int64_t>> told;
};

TEST_CASE("between loops a monitor is heard now and then", "[base]") {
  Heard heard;
  BetweenLoops between;
  for (int i = 0; i < 1000; ++i) between({1, &heard}, i, 1000);
  REQUIRE(heard.told.size() < 100);  // a thousand empty loops are soon over
  std::this_thread::sleep_for(std::chrono::milliseconds(25));
  between({1, nullptr}, 7, 8);
  heard.told.clear();
  between({1, &heard}, 8, 9);
  REQUIRE(heard.told == std::vector<std::pair<std::int64_t, std::int64_t>>{{8, 9}});
}

}  // namespace
}  // namespace broadsheet::base
