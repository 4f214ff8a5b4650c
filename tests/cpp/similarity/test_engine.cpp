// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <vector>

#include "broadsheet/similarity/engine.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("an engine that leaves memory to others plans for the one thread that it keeps",
          "[similarity]") {
  std::mt19937 random(6);
  const auto matrix = reference::random_csr<float>(
      {.n_rows = 2000, .n_cols = 5000, .density = 0.001, .negative = false, .unit = true}, random);
  const auto view = matrix.view();
  const std::vector<Timestamp> times(2000);  // under a window, estimates are used in any case
  const EngineOptions options{.filter = {.x_times = times, .y_times = times, .window = 1}};
  Engine<float> one(view, nullptr, options, {1});
  Engine<float> many(view, nullptr, options, {16});
  REQUIRE(many.usable());
  REQUIRE(many.least_bytes() > one.least_bytes());
  for (auto* engine : {&one, &many}) {
    engine->leave(options.memory.bytes);
    REQUIRE(engine->n_threads() == 1);
  }
  REQUIRE(many.fixed_bytes() == one.fixed_bytes());
  REQUIRE(many.least_bytes() == one.least_bytes());
}

}  // namespace
}  // namespace broadsheet::similarity
