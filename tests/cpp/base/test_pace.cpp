// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "broadsheet/base/pace.hpp"
#include "catch.hpp"

namespace broadsheet::base {
namespace {

class Heard final : public Monitor {
 public:
  void poll(std::int64_t done, std::int64_t total) override { told.emplace_back(done, total); }
  std::vector<std::pair<std::int64_t, std::int64_t>> told;
};

TEST_CASE("a pace lets a monitor be heard now and then", "[base]") {
  Heard heard;
  Pace pace;
  for (int i = 0; i < 1000; ++i) pace({1, &heard}, i, 1000);
  REQUIRE(heard.told.size() < 100);  // a thousand empty loops are soon over
  std::this_thread::sleep_for(std::chrono::milliseconds(25));
  pace({1, nullptr}, 7, 8);
  heard.told.clear();
  pace({1, &heard}, 8, 9);
  REQUIRE(heard.told == std::vector<std::pair<std::int64_t, std::int64_t>>{{8, 9}});
}

}  // namespace
}  // namespace broadsheet::base
