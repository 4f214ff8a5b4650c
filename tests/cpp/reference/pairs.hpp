// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <limits>

#include "broadsheet/similarity/join.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::reference {

/// Scores every pair; what is no number, where sums overflow to both sides, reaches nothing.
/// O(n^2).
template <class T>
similarity::Pairs pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                        const similarity::PairsOptions& options) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  const similarity::TimeKernel kernel(options.timestamps, options.time_scale);
  const double least =
      std::max(static_cast<T>(options.min_similarity), std::numeric_limits<T>::denorm_min());
  similarity::Pairs result;
  for (Index i = 0; i < x.n_rows(); ++i) {
    for (Index j = y_or_self == nullptr ? i + 1 : 0; j < y.n_rows(); ++j) {
      if (!options.filter.allows(i, j)) continue;
      const auto score = static_cast<T>(sparse::dot(x.row(i), y.row(j)));
      const auto similarity = static_cast<double>(score) * kernel(i, j);
      if (!(similarity >= least)) continue;
      result.i.push_back(i);
      result.j.push_back(j);
      result.similarity.push_back(similarity);
    }
  }
  return result;
}

}  // namespace broadsheet::reference
