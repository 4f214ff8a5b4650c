// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "broadsheet/explain/nearest_clusters.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::reference {

/// The mean similarity of each two clusters over all their pairs, 0 where one has no rows. O(n^2).
template <class T>
std::vector<std::vector<double>> mean_similarities(const sparse::CsrView<T>& x,
                                                   const std::vector<Index>& labels,
                                                   Index n_clusters,
                                                   const explain::PairFactor& factor) {
  const auto n = static_cast<std::size_t>(n_clusters);
  std::vector<std::vector<double>> sums(n, std::vector<double>(n, 0.0));
  auto counts = sums;
  for (Index i = 0; i < x.n_rows(); ++i) {
    for (Index j = 0; j < x.n_rows(); ++j) {
      const auto a = labels[static_cast<std::size_t>(i)];
      const auto b = labels[static_cast<std::size_t>(j)];
      if (a < 0 || b < 0) continue;
      const auto dot = sparse::dot(x.row(i), x.row(j));
      sums[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] +=
          factor ? dot * factor(i, j) : dot;
      counts[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] += 1.0;
    }
  }
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) sums[a][b] /= std::max(1.0, counts[a][b]);
  }
  return sums;
}

}  // namespace broadsheet::reference
