// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

namespace broadsheet::vocabulary {

/// Calls `visit(i)` for 0 <= i < size in turn, and `prefetch(i)` well before it: a table of terms
/// is larger than a core's cache, and the memory answers many requests at once.
template <class Prefetch, class Visit>
void prefetched(std::size_t size, Prefetch&& prefetch, Visit&& visit) {
  constexpr std::size_t ahead = 32;
  const auto first = std::min(ahead, size);
  for (std::size_t i = 0; i < first; ++i) prefetch(i);
  for (std::size_t i = 0; i < size - first; ++i) {
    prefetch(i + ahead);
    visit(i);
  }
  for (std::size_t i = size - first; i < size; ++i) visit(i);
}

}  // namespace broadsheet::vocabulary
