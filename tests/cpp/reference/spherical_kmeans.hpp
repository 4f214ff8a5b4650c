// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/sparse/unit_rows.hpp"
#include "reference/explain.hpp"

namespace broadsheet::reference {

/// What plain spherical k-means gives: dense rows, every row against every centre in every round.
struct SphericalKMeans {
  std::vector<Index> labels;
  std::vector<double> similarity;
  std::vector<std::vector<double>> centres;  ///< of values that single precision holds
  int n_iter = 0;
};

/// Rows of length 1, written out.
template <class T>
std::vector<std::vector<double>> unit(const sparse::CsrView<T>& x) {
  const auto divided = sparse::unit_rows<T>(x.indptr, x.values, {});
  return dense<T>(
      {x.indptr, x.indices, divided.empty() ? x.values : std::span<const T>(divided), x.n_cols});
}

inline double product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t t = 0; t < a.size(); ++t) sum += a[t] * b[t];
  return sum;
}

/// The direction of a sum, rounded to single precision. The squares of frequent columns are added
/// first, as in clustering/spherical_kmeans: their order decides the last bit.
inline std::vector<double> direction(const std::vector<double>& sum,
                                     const std::vector<std::size_t>& order) {
  double squares = 0.0;
  for (const auto t : order) squares += sum[t] * sum[t];
  auto result = sum;
  for (auto& value : result) value = static_cast<float>(value / std::sqrt(squares));
  return result;
}

/// Columns by falling number of entries.
template <class T>
std::vector<std::size_t> frequent_columns(const sparse::CsrView<T>& x) {
  std::vector<std::size_t> order(static_cast<std::size_t>(x.n_cols));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto of = [&](std::size_t t) {
      return std::count(x.indices.begin(), x.indices.end(), static_cast<Index>(t));
    };
    return of(a) > of(b);
  });
  return order;
}

/// O(rounds * n_rows * n_clusters * n_cols).
template <class T>
SphericalKMeans spherical_kmeans(const sparse::CsrView<T>& x, const std::vector<double>& weights,
                                 std::vector<std::vector<double>> centres, int max_iter) {
  const auto rows = unit(x);
  const auto order = frequent_columns(x);
  const auto n_clusters = centres.size();
  SphericalKMeans found{std::vector<Index>(rows.size(), -1), std::vector<double>(rows.size()),
                        std::move(centres)};
  const auto counts = [&](std::size_t i) {
    return weights[i] > 0.0 && product(rows[i], rows[i]) > 0.0;
  };
  const auto assign = [&] {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::vector<double> similarity;
      for (const auto& centre : found.centres) similarity.push_back(product(rows[i], centre));
      const auto best = std::max_element(similarity.begin(), similarity.end());
      found.labels[i] = static_cast<Index>(best - similarity.begin());
      found.similarity[i] = *best;
    }
  };
  const auto members = [&](std::size_t c) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (counts(i) && found.labels[i] == static_cast<Index>(c)) result.push_back(i);
    }
    return result;
  };
  const auto fill_empty = [&] {
    std::vector<bool> empty(n_clusters);
    for (std::size_t c = 0; c < n_clusters; ++c) empty[c] = members(c).empty();
    std::vector<bool> passed(rows.size(), false);
    for (std::size_t c = 0; c < n_clusters; ++c) {
      for (bool looking = empty[c]; looking;) {
        std::size_t farthest = rows.size();
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (counts(i) && !passed[i] && found.similarity[i] < 1.0 - 1e-7 &&
              (farthest == rows.size() || found.similarity[i] < found.similarity[farthest])) {
            farthest = i;
          }
        }
        if (farthest == rows.size()) return;
        passed[farthest] = true;
        if (members(static_cast<std::size_t>(found.labels[farthest])).size() == 1) continue;
        found.labels[farthest] = static_cast<Index>(c);
        looking = false;
      }
    }
  };
  while (found.n_iter < max_iter) {
    ++found.n_iter;
    const auto before = found.labels;
    assign();
    const auto assigned = found.labels;
    fill_empty();
    if (before == assigned && assigned == found.labels) return found;
    for (std::size_t c = 0; c < n_clusters; ++c) {
      std::vector<double> sum(static_cast<std::size_t>(x.n_cols), 0.0);
      double weight = 0.0;
      for (const auto i : members(c)) {
        for (std::size_t t = 0; t < sum.size(); ++t) sum[t] += weights[i] * rows[i][t];
        weight += weights[i];
      }
      if (std::sqrt(product(sum, sum)) > 1e-12 * weight) found.centres[c] = direction(sum, order);
    }
  }
  assign();
  return found;
}

}  // namespace broadsheet::reference
