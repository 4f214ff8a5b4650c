// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/murmur_hash.hpp"

#include <bit>
#include <cstddef>
#include <cstring>

namespace broadsheet::tokens {
namespace {

constexpr std::uint32_t scramble(std::uint32_t block) {
  return std::rotl(block * 0xCC9E2D51u, 15) * 0x1B873593u;
}

// The next bytes as a number, the first one lowest.
std::uint32_t read(const char* data, std::size_t length) {
  std::uint32_t block = 0;
  std::memcpy(&block, data, length);
  return block;
}
static_assert(std::endian::native == std::endian::little);

}  // namespace

std::uint32_t murmur_hash(std::string_view bytes, std::uint32_t seed) noexcept {
  std::uint32_t hash = seed;
  const char* at = bytes.data();
  auto rest = bytes.size();
  for (; rest >= 4; at += 4, rest -= 4) {
    hash = std::rotl(hash ^ scramble(read(at, 4)), 13) * 5 + 0xE6546B64u;
  }
  hash ^= scramble(read(at, rest));  // nothing, where nothing is left
  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
  hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
  return hash ^ (hash >> 16);
}

}  // namespace broadsheet::tokens
