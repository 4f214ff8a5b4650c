// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace broadsheet::base {

/// Spreads what tells numbers apart over all 64 bits, one to one: the finalizer of MurmurHash3
/// (Appleby, public domain). Who may choose the numbers can undo it: not for untrusted keys of a
/// table without a seed.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t hash) noexcept {
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}

/// The same of a sequence: `hash` of what came before, `key` the next.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t key) noexcept {
  return mix(hash ^ key);
}

}  // namespace broadsheet::base
