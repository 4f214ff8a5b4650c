// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/transpose.hpp"

#include <cstdint>

namespace broadsheet::sparse {

template <class T>
Csr<T> transpose(const CsrView<T>& matrix) {
  Csr<T> result;
  result.n_cols = matrix.n_rows();
  result.indptr.assign(static_cast<std::size_t>(matrix.n_cols) + 1, 0);
  for (const auto column : matrix.indices) ++result.indptr[static_cast<std::size_t>(column) + 1];
  for (std::size_t t = 1; t < result.indptr.size(); ++t) result.indptr[t] += result.indptr[t - 1];

  result.indices.resize(matrix.indices.size());
  result.values.resize(matrix.values.size());
  auto next = std::vector<Offset>(result.indptr.begin(), result.indptr.end() - 1);
  for (Index i = 0; i < matrix.n_rows(); ++i) {
    const auto row = matrix.row(i);
    for (std::size_t e = 0; e < row.size(); ++e) {
      const auto to = static_cast<std::size_t>(next[static_cast<std::size_t>(row.columns[e])]++);
      result.indices[to] = i;
      result.values[to] = row.values[e];
    }
  }
  return result;
}

template Csr<float> transpose(const CsrView<float>&);
template Csr<double> transpose(const CsrView<double>&);
template Csr<std::int32_t> transpose(const CsrView<std::int32_t>&);

}  // namespace broadsheet::sparse
