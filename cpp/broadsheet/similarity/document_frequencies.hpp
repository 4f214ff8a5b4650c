// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// In how many of some rows each term is.
class DocumentFrequencies {
 public:
  /// Of no rows, and no columns.
  DocumentFrequencies() = default;

  /// Of no rows yet.
  explicit DocumentFrequencies(Index n_cols) : counts_(static_cast<std::size_t>(n_cols)) {}

  /// Of all rows of a canonical matrix. O(n_entries + n_cols).
  template <class T>
  DocumentFrequencies(const sparse::CsrView<T>& matrix, const base::Run& run)
      : DocumentFrequencies(matrix.n_cols) {
    base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
      base::for_each_index(matrix.indices.size(), checkpoint,
                           [&](std::size_t e) { add(matrix.indices[e], 1); });
    });
  }

  [[nodiscard]] Index n_cols() const { return static_cast<Index>(counts_.size()); }
  [[nodiscard]] Index operator[](Index term) const {
    return counts_[static_cast<std::size_t>(term)];
  }

  /// Counts a term of one row more, or by -1 no longer.
  void add(Index term, Index times) {
    auto& count = counts_[static_cast<std::size_t>(term)];
    count = static_cast<Index>(count + times);
  }

 private:
  std::vector<Index> counts_;
};

}  // namespace broadsheet::similarity
