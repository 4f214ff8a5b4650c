// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "broadsheet/sparse/csr.hpp"
#include "reference/explain.hpp"

namespace broadsheet::reference {

/// A silhouette, and the larger of the two mean distances, which it is divided by.
struct Silhouette {
  double value = 0.0;
  double divisor = 0.0;
};

/// Averages the distances of every pair. O(n_rows^2 * n_cols).
template <class T>
std::vector<Silhouette> cosine_silhouette(const sparse::CsrView<T>& x,
                                          const std::vector<Index>& labels, Index n_clusters) {
  const auto rows = dense(x);
  const auto dot = [](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t t = 0; t < a.size(); ++t) sum += a[t] * b[t];
    return sum;
  };
  const auto distance = [&](std::size_t i, std::size_t j) {
    const auto squares = dot(rows[i], rows[i]) * dot(rows[j], rows[j]);
    return squares > 0.0 ? 1.0 - dot(rows[i], rows[j]) / std::sqrt(squares) : 1.0;
  };
  std::vector<Silhouette> result(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double own = -1.0;
    double nearest = std::numeric_limits<double>::infinity();
    for (Index c = 0; c < n_clusters; ++c) {
      double sum = 0.0;
      double n = 0.0;
      for (std::size_t j = 0; j < rows.size(); ++j) {
        if (j == i || labels[j] != c) continue;
        sum += distance(i, j);
        n += 1.0;
      }
      if (labels[i] != c) nearest = std::min(nearest, sum / n);
      if (labels[i] == c && n > 0.0) own = sum / n;
    }
    if (own == -1.0) continue;  // alone
    result[i].divisor = std::max(own, nearest);
    result[i].value = result[i].divisor > 1e-12 ? (nearest - own) / result[i].divisor : 0.0;
  }
  return result;
}

}  // namespace broadsheet::reference
