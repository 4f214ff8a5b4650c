// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "broadsheet/explain/passages.hpp"
#include "reference/explain.hpp"

namespace broadsheet::reference {

/// Compares every sentence with every other, column by column. O(n_first * n_second * n_cols).
template <class T>
explain::BestMatches best_matches(const sparse::CsrView<T>& first, const sparse::CsrView<T>& second,
                                  const std::vector<double>& weights) {
  const auto others = dense(second);
  explain::BestMatches best;
  for (const auto& a : dense(first)) {
    best.rows.push_back(-1);
    best.scores.push_back(0.0);
    for (std::size_t b = 0; b < others.size(); ++b) {
      double both = 0.0;
      double either = 0.0;
      for (std::size_t t = 0; t < weights.size(); ++t) {
        if (a[t] != 0.0 && others[b][t] != 0.0) both += weights[t];
        if (a[t] != 0.0 || others[b][t] != 0.0) either += weights[t];
      }
      if (both == 0.0) continue;
      const auto score = both * (both / either);
      if (score > best.scores.back()) {
        best.scores.back() = score;
        best.rows.back() = static_cast<Index>(b);
      }
    }
  }
  return best;
}

}  // namespace broadsheet::reference
