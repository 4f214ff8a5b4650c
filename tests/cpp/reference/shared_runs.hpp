// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "broadsheet/explain/shared_runs.hpp"

namespace broadsheet::reference {

/// Tries every place of `b` at every word of `a`, word by word. O(a * b * longest run).
inline explain::SharedRuns shared_runs(const std::vector<Index>& a, const std::vector<Index>& b,
                                       std::size_t n_words) {
  explain::SharedRuns found;
  const auto n = std::min(n_words, a.size());
  if (n != std::min(n_words, b.size())) return found;
  for (std::size_t p = 0; p < a.size();) {
    std::size_t longest = 0;
    std::size_t where = 0;
    for (std::size_t q = 0; q < b.size(); ++q) {
      std::size_t length = 0;
      while (p + length < a.size() && q + length < b.size() && a[p + length] == b[q + length]) {
        ++length;
      }
      if (length > longest) {
        longest = length;
        where = q;
      }
    }
    if (longest < n) {
      ++p;
      continue;
    }
    found.first.push_back(static_cast<Offset>(p));
    found.second.push_back(static_cast<Offset>(where));
    found.lengths.push_back(static_cast<Offset>(longest));
    p += longest;
  }
  return found;
}

}  // namespace broadsheet::reference
