// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <utility>
#include <vector>

#include "base/listener.hpp"
#include "broadsheet/base/monitor.hpp"
#include "catch.hpp"

namespace broadsheet::base {
namespace {

TEST_CASE("loops are heard as shares of one whole", "[base]") {
  Listener listener;
  const Run run{3, &listener};
  Share first(run, 0, 200);
  Share second(run, 200, 1000);
  first.run().monitor->poll(0, 4);
  first.run().monitor->poll(4, 4);
  second.run().monitor->poll(1, 8);
  second.run().monitor->poll(0, 0);
  REQUIRE(listener.heard == std::vector<std::pair<std::int64_t, std::int64_t>>{
                                {0, 1000}, {200, 1000}, {300, 1000}, {1000, 1000}});
  REQUIRE(first.run().n_threads == 3);
}

TEST_CASE("a loop that is tried again does not tell less than before", "[base]") {
  Listener listener;
  std::int64_t told = 0;
  Share first({1, &listener}, 0, 800, &told);
  first.run().monitor->poll(3, 4);
  Share again({1, &listener}, 0, 200, &told);
  again.run().monitor->poll(1, 2);
  Share rest({1, &listener}, 200, 1000, &told);
  rest.run().monitor->poll(3, 4);
  REQUIRE(listener.heard == std::vector<std::pair<std::int64_t, std::int64_t>>{
                                {600, 1000}, {600, 1000}, {800, 1000}});
  REQUIRE(told == 800);
}

TEST_CASE("where nobody listens, nobody does to a share", "[base]") {
  Share share({2, nullptr}, 0, 1000);
  REQUIRE(share.run().monitor == nullptr);
}

}  // namespace
}  // namespace broadsheet::base
