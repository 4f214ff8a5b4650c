// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <limits>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::reference {

/// A matrix of few rows and columns with more entries than 16 bits can number, none of them 0: for
/// the build with narrow indices, in which whatever numbers entries must be an Offset.
///
/// Values repeat by row and by column, in eighths, so that sums and products are exact and scores
/// differ.
template <class T>
sparse::Csr<T> many_entries(Index n_rows = 330, Index n_cols = 200) {
  sparse::Csr<T> matrix;
  matrix.n_cols = n_cols;
  for (Index i = 0; i < n_rows; ++i) {
    for (Index t = 0; t < n_cols; ++t) {
      matrix.indices.push_back(t);
      matrix.values.push_back(static_cast<T>(1 + (i * 7 + t * (1 + i % 5)) % 8) / T{8});
    }
    matrix.indptr.push_back(static_cast<Offset>(matrix.indices.size()));
  }
  return matrix;
}

/// Rows in threes that share a term of their own, as many as an Index numbers but for two: loops
/// over rows must not step beyond. With indices of 32 bits, some tens of thousands.
template <class T>
sparse::Csr<T> most_rows() {
  sparse::Csr<T> matrix;
  const auto most = std::min<Offset>(std::numeric_limits<Index>::max(), 32'767);
  matrix.n_cols = static_cast<Index>(most / 3);
  for (Offset i = 0; i < most / 3 * 3; ++i) {
    matrix.indices.push_back(static_cast<Index>(i / 3));
    matrix.values.push_back(T{1});
    matrix.indptr.push_back(i + 1);
  }
  return matrix;
}

}  // namespace broadsheet::reference
