// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <random>
#include <string>

#include "broadsheet/tokens/murmur_hash.hpp"
#include "catch.hpp"

namespace broadsheet::tokens {
namespace {

// The specification's steps, one by one.
std::uint32_t slow(const std::string& key, std::uint32_t h) {
  const auto byte = [&](std::size_t i) {
    return std::uint32_t{static_cast<unsigned char>(key[i])};
  };
  const auto rotated = [](std::uint32_t x, int by) { return x << by | x >> (32 - by); };
  const auto scrambled = [&](std::uint32_t k) {
    k *= 0xcc9e2d51u;
    k = rotated(k, 15);
    return k * 0x1b873593u;
  };
  const auto n_blocks = key.size() / 4;
  for (std::size_t b = 0; b < n_blocks; ++b) {
    h ^= scrambled(byte(4 * b) + (byte(4 * b + 1) << 8) + (byte(4 * b + 2) << 16) +
                   (byte(4 * b + 3) << 24));
    h = rotated(h, 13);
    h = h * 5 + 0xe6546b64u;
  }
  std::uint32_t k = 0;
  for (auto i = key.size(); i > 4 * n_blocks; --i) k = k << 8 | byte(i - 1);
  if (key.size() % 4 != 0) h ^= scrambled(k);
  h ^= static_cast<std::uint32_t>(key.size());
  h ^= h >> 16;
  h *= 0x85ebca6bu;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  h ^= h >> 16;
  return h;
}

TEST_CASE("hashes known elsewhere come out", "[tokens]") {
  REQUIRE(murmur_hash("") == 0);
  REQUIRE(murmur_hash("", 1) == 0x514E28B7u);
  REQUIRE(murmur_hash("foo") == 0xF6A5C420u);
  REQUIRE(static_cast<std::int32_t>(murmur_hash("foo")) == -156908512);
  REQUIRE(murmur_hash("hello") == 0x248BFA47u);
}

TEST_CASE("bytes of every value and length hash as specified", "[tokens]") {
  std::mt19937 random(3);
  for (std::size_t length = 0; length < 70; ++length) {
    for (int round = 0; round < 30; ++round) {
      std::string key;
      while (key.size() < length) key += static_cast<char>(random() % 256);
      const auto seed = static_cast<std::uint32_t>(random());
      REQUIRE(murmur_hash(key) == slow(key, 0));
      REQUIRE(murmur_hash(key, seed) == slow(key, seed));
    }
  }
}

}  // namespace
}  // namespace broadsheet::tokens
