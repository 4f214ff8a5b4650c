// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::reference {

/// What random_csr makes. Values are few quarters, so that equal scores are common.
struct RandomCsr {
  Index n_rows = 20;
  Index n_cols = 12;
  double density = 0.3;
  double empty = 0.1;     ///< share of rows without entries.
  double copies = 0.2;    ///< share of rows that repeat an earlier one.
  int quarters = 4;       ///< the largest value, in quarters; 1: all are equal.
  bool negative = false;  ///< with negative values.
  bool unit = false;      ///< each row divided by its length.
};

template <class T>
sparse::Csr<T> random_csr(const RandomCsr& what, std::mt19937& random) {
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::uniform_int_distribution<int> quarter(what.negative ? -what.quarters : 1, what.quarters);
  sparse::Csr<T> matrix;
  matrix.n_cols = what.n_cols;
  for (Index i = 0; i < what.n_rows; ++i) {
    if (i > 0 && uniform(random) < what.copies) {
      const auto earlier = std::uniform_int_distribution<Index>(0, i - 1)(random);
      const auto first = matrix.indptr[static_cast<std::size_t>(earlier)];
      const auto last = matrix.indptr[static_cast<std::size_t>(earlier) + 1];
      for (auto e = static_cast<std::size_t>(first); e < static_cast<std::size_t>(last); ++e) {
        const auto column = matrix.indices[e];  // copied first: push_back may move what it reads
        const auto value = matrix.values[e];
        matrix.indices.push_back(column);
        matrix.values.push_back(value);
      }
    } else if (uniform(random) >= what.empty) {
      const auto begin = matrix.values.size();
      double squares = 0.0;
      for (Index t = 0; t < what.n_cols; ++t) {
        if (uniform(random) >= what.density) continue;
        const auto value = static_cast<double>(quarter(random)) / 4.0;
        if (value == 0.0) continue;
        matrix.indices.push_back(t);
        matrix.values.push_back(static_cast<T>(value));
        squares += value * value;
      }
      if (what.unit) {
        for (auto e = begin; e < matrix.values.size(); ++e) {
          matrix.values[e] =
              static_cast<T>(static_cast<double>(matrix.values[e]) / std::sqrt(squares));
        }
      }
    }
    matrix.indptr.push_back(static_cast<Offset>(matrix.indices.size()));
  }
  return matrix;
}

}  // namespace broadsheet::reference
