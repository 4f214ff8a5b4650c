// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/block_terms.hpp"

#include <algorithm>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/transpose.hpp"

namespace broadsheet::similarity {

BlockTerms::BlockTerms(const sparse::CsrView<float>& matrix, const base::Run& run) {
  const auto n_rows = matrix.n_rows();
  for (Offset first = 0; first < n_rows; first += block_rows) {
    const auto last = std::min<Offset>(n_rows, first + block_rows);
    ends_.push_back(static_cast<std::size_t>(matrix.indptr[static_cast<std::size_t>(last)]));
  }
  entries_.resize(matrix.indices.size());
  const auto by_term = sparse::transpose(matrix, run);
  // Terms ascend in the transpose: dealt out to the blocks, each block's ascend too.
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::touch(entries_, checkpoint);
    const auto view = by_term.view();
    auto next = ends_;
    base::Pace pace(checkpoint);
    for (Index t = 0; t < view.n_rows(); ++t) {
      const auto rows = view.row(t);
      pace.each(rows.size(), [&](std::size_t e) {
        const auto row = rows.columns[e];
        entries_[next[static_cast<std::size_t>(row / block_rows)]++] = {t, row % block_rows,
                                                                        rows.values[e]};
      });
    }
  });
}

}  // namespace broadsheet::similarity
