// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstdint>

#include "broadsheet/base/finish_hash.hpp"
#include "catch.hpp"

using broadsheet::base::finish_hash;

TEST_CASE("a finished hash is MurmurHash3's") {
  STATIC_REQUIRE(finish_hash(0) == 0);
  STATIC_REQUIRE(finish_hash(1) == 0xb456bcfc34c2cb2cULL);
}

TEST_CASE("each bit of a finished hash depends on all of them") {
  for (int bit = 0; bit < 64; ++bit) {
    int changed = 0;
    for (std::uint64_t key = 1; key <= 100; ++key) {
      changed += std::popcount(finish_hash(key) ^ finish_hash(key ^ (std::uint64_t{1} << bit)));
    }
    CHECK(changed > 100 * 24);  // about half of 64
    CHECK(changed < 100 * 40);
  }
}
