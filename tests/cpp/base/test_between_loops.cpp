// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "base/listener.hpp"
#include "broadsheet/base/between_loops.hpp"
#include "catch.hpp"

namespace broadsheet::base {
namespace {

TEST_CASE("between loops a monitor is heard now and then", "[base]") {
  Listener listener;
  BetweenLoops between;
  for (int i = 0; i < 1000; ++i) between({1, &listener}, i, 1000);
  REQUIRE(listener.heard.size() < 100);  // a thousand empty loops are soon over
  std::this_thread::sleep_for(std::chrono::milliseconds(25));
  between({1, nullptr}, 7, 8);
  listener.heard.clear();
  between({1, &listener}, 8, 9);
  REQUIRE(listener.heard == std::vector<std::pair<std::int64_t, std::int64_t>>{{8, 9}});
}

}  // namespace
}  // namespace broadsheet::base
