// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/hash.hpp"

#include <random>

namespace broadsheet::tokens {

std::uint64_t process_seed() noexcept {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }();
  return seed;
}

}  // namespace broadsheet::tokens
