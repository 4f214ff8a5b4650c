// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "broadsheet/similarity/memory_limit.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("a memory limit leaves what is neither spent nor fixed", "[similarity]") {
  MemoryLimit limit;
  limit.bytes = 100;
  limit.spent = 30;
  REQUIRE(limit.left(20, 50) == 50);
  REQUIRE_THROWS_WITH(limit.left(20, 51),
                      "memory_limit is 100 bytes, but these matrices need at least 101");
}

}  // namespace
}  // namespace broadsheet::similarity
