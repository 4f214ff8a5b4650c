// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>

#include "broadsheet/base/index.hpp"

namespace broadsheet::similarity {

/// The memory of a join beyond its input and its output. Its result never depends on this.
struct MemoryLimit {
  std::size_t bytes = 512'000'000;  ///< the most.
  std::size_t spent = 0;            ///< of them, what the caller took already.

  // The rest is for tests: small matrices in many parts.
  Index most_rows = std::numeric_limits<Index>::max();  ///< rows held ready, or with a shortlist.
  std::size_t most_pairs =
      std::numeric_limits<std::size_t>::max();  ///< pairs put in order at once.

  /// What is left for the join beside `fixed` bytes that it takes anyway.
  /// @param least  what it needs besides to go on at all.
  /// @throws std::invalid_argument  when that is more than there is; it says how much is needed.
  [[nodiscard]] std::size_t left(std::size_t fixed, std::size_t least) const;
};

}  // namespace broadsheet::similarity
