// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "broadsheet/similarity/top_k.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::reference {

/// Scores every pair, sorts every row; a score that is no number, where sums overflow to both
/// sides, is none. O(n_x * n_y).
template <class T>
sparse::Csr<T> top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                     const similarity::TopKOptions& options) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  sparse::Csr<T> result;
  result.n_cols = y.n_rows();
  for (Index i = 0; i < x.n_rows(); ++i) {
    std::vector<std::pair<T, Index>> scores;
    for (Index j = 0; j < y.n_rows(); ++j) {
      if (y_or_self == nullptr && i == j) continue;
      if (!options.filter.allows(i, j)) continue;
      const auto score = static_cast<T>(sparse::dot(x.row(i), y.row(j)));
      if (score == T{0} || std::isnan(score)) continue;
      if (options.min_similarity && score < static_cast<T>(*options.min_similarity)) continue;
      scores.emplace_back(-score, j);
    }
    std::sort(scores.begin(), scores.end());
    if (scores.size() > static_cast<std::size_t>(options.k)) {
      scores.resize(static_cast<std::size_t>(options.k));
    }
    for (const auto& [score, j] : scores) {
      result.indices.push_back(j);
      result.values.push_back(-score);
    }
    result.indptr.push_back(static_cast<Offset>(result.indices.size()));
  }
  return result;
}

}  // namespace broadsheet::reference
