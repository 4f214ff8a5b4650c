// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/memory_limit.hpp"

#include <stdexcept>
#include <string>

namespace broadsheet::similarity {

std::size_t MemoryLimit::left(std::size_t fixed, std::size_t least) const {
  const auto needed = spent + fixed + least;
  if (bytes < needed) {
    throw std::invalid_argument("memory_limit is " + std::to_string(bytes) +
                                " bytes, but these matrices need at least " +
                                std::to_string(needed));
  }
  return bytes - spent - fixed;
}

}  // namespace broadsheet::similarity
