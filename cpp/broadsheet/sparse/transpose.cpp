// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/transpose.hpp"

#include <cstdint>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::sparse {

template <class T>
Csr<T> transpose(const CsrView<T>& matrix, const base::Run& run) {
  Csr<T> result;
  result.n_cols = matrix.n_rows();
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    result.indptr.assign(static_cast<std::size_t>(matrix.n_cols) + 1, 0);
    auto& indptr = result.indptr;
    base::for_each_index(matrix.indices.size(), checkpoint, [&](std::size_t e) {
      ++indptr[static_cast<std::size_t>(matrix.indices[e]) + 1];
    });
    base::for_each_index(indptr.size() - 1, checkpoint,
                         [&](std::size_t t) { indptr[t + 1] += indptr[t]; });

    result.indices.resize(matrix.indices.size());
    result.values.resize(matrix.values.size());
    base::touch(result.indices, checkpoint);
    base::touch(result.values, checkpoint);
    auto next = std::vector<Offset>(indptr.begin(), indptr.end() - 1);
    base::Pace pace(checkpoint);
    for (Index i = 0; i < matrix.n_rows(); ++i) {
      const auto row = matrix.row(i);
      pace.each(row.size(), [&](std::size_t e) {
        const auto to = static_cast<std::size_t>(next[static_cast<std::size_t>(row.columns[e])]++);
        result.indices[to] = i;
        result.values[to] = row.values[e];
      });
    }
  });
  return result;
}

template Csr<float> transpose(const CsrView<float>&, const base::Run&);
template Csr<double> transpose(const CsrView<double>&, const base::Run&);
template Csr<std::int32_t> transpose(const CsrView<std::int32_t>&, const base::Run&);

}  // namespace broadsheet::sparse
