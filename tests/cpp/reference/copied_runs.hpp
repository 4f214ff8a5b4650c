// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "broadsheet/explain/copied_runs.hpp"

namespace broadsheet::reference {

/// Compares each shingle with each one of all texts before it, word by word. Quadratic.
inline explain::CopiedRuns copied_runs(const std::vector<std::vector<Index>>& texts,
                                       const std::vector<Index>& documents, std::size_t n_words) {
  explain::CopiedRuns found;
  for (std::size_t text = 0; text < texts.size(); ++text) {
    const auto& words = texts[text];
    const auto n = std::min(n_words, words.size());
    std::vector<std::optional<Index>> origin(words.size());
    for (std::size_t begin = 0; n > 0 && begin + n <= words.size(); ++begin) {
      const std::vector<Index> shingle(words.begin() + static_cast<std::ptrdiff_t>(begin),
                                       words.begin() + static_cast<std::ptrdiff_t>(begin + n));
      for (std::size_t other = 0; other < texts.size(); ++other) {
        if (documents[other] == documents[text]) break;
        const auto& there = texts[other];
        if (std::min(n_words, there.size()) != n) continue;
        if (std::search(there.begin(), there.end(), shingle.begin(), shingle.end()) ==
            there.end()) {
          continue;
        }
        for (std::size_t w = begin; w < begin + n; ++w) {
          if (!origin[w]) origin[w] = documents[other];
        }
        break;
      }
    }
    for (std::size_t w = 0; w < words.size(); ++w) {
      if (!origin[w]) continue;
      if (w > 0 && origin[w - 1] == origin[w]) {
        ++found.lengths.back();
        continue;
      }
      found.begins.push_back(static_cast<Offset>(w));
      found.lengths.push_back(1);
      found.origins.push_back(*origin[w]);
    }
    found.indptr.push_back(static_cast<Offset>(found.begins.size()));
  }
  return found;
}

}  // namespace broadsheet::reference
