// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::reference {

/// The matrix written out. O(n_rows * n_cols).
template <class T>
std::vector<std::vector<double>> dense(const sparse::CsrView<T>& x) {
  std::vector<std::vector<double>> rows;
  for (Index i = 0; i < x.n_rows(); ++i) {
    auto& row = rows.emplace_back(static_cast<std::size_t>(x.n_cols), 0.0);
    for (std::size_t e = 0; e < x.row(i).size(); ++e) {
      row[static_cast<std::size_t>(x.row(i).columns[e])] = static_cast<double>(x.row(i).values[e]);
    }
  }
  return rows;
}

/// Sums the similarities of every pair of members. O(n^2).
template <class T>
std::vector<Index> medoids(const sparse::CsrView<T>& x, const std::vector<Index>& labels,
                           Index n_clusters) {
  std::vector<Index> medoids(static_cast<std::size_t>(n_clusters), -1);
  for (Index c = 0; c < n_clusters; ++c) {
    double best = 0.0;
    for (Index i = 0; i < x.n_rows(); ++i) {
      if (labels[static_cast<std::size_t>(i)] != c) continue;
      double sum = 0.0;
      for (Index j = 0; j < x.n_rows(); ++j) {
        if (i != j && labels[static_cast<std::size_t>(j)] == c) {
          sum += sparse::dot(x.row(i), x.row(j));
        }
      }
      auto& medoid = medoids[static_cast<std::size_t>(c)];
      if (medoid == -1 || sum > best + 1e-11) {  // in order: what is equal comes too late
        medoid = i;
        best = sum;
      }
    }
  }
  return medoids;
}

/// Scores every term of every cluster by the formula, from the dense matrix.
template <class T>
std::vector<std::vector<std::pair<double, Index>>> top_terms(const sparse::CsrView<T>& x,
                                                             const std::vector<Index>& labels,
                                                             Index n_clusters, Index k) {
  const auto rows = dense(x);
  std::vector<std::vector<std::pair<double, Index>>> best;
  for (Index c = 0; c < n_clusters; ++c) {
    auto& terms = best.emplace_back();
    for (Index t = 0; t < x.n_cols; ++t) {
      double inside = 0.0;
      double outside = 0.0;
      double have = 0.0;
      double m = 0.0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto weight = rows[i][static_cast<std::size_t>(t)];
        if (labels[i] == c) {
          m += 1.0;
          inside += weight;
          have += weight != 0.0 ? 1.0 : 0.0;
        } else {
          outside += weight;
        }
      }
      const auto n = static_cast<double>(rows.size());
      if (m == 0.0) continue;
      const auto score = (inside / m - (n > m ? outside / (n - m) : 0.0)) * (have / m);
      if (score > 0.0) terms.emplace_back(-score, t);
    }
    std::sort(terms.begin(), terms.end());
    if (terms.size() > static_cast<std::size_t>(k)) terms.resize(static_cast<std::size_t>(k));
    for (auto& term : terms) term.first = -term.first;
  }
  return best;
}

}  // namespace broadsheet::reference
