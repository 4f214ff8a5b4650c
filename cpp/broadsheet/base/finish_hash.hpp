// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace broadsheet::base {

/// Has each bit of a hash depend on all of them: the finalizer of MurmurHash3 (Appleby, public
/// domain). One to one, and 0 stays 0.
[[nodiscard]] constexpr std::uint64_t finish_hash(std::uint64_t hash) noexcept {
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}

}  // namespace broadsheet::base
