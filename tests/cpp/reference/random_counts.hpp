// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::reference {

/// Rows of counts, every seventh without entries; mostly small, some large.
/// @param least  of the counts: with 0, some are stored zeros.
template <class T>
sparse::Csr<T> random_counts(Index n_rows, Index n_cols, std::uint32_t seed,
                             std::uint32_t least = 0) {
  std::mt19937 random(seed);
  sparse::Csr<T> counts;
  counts.n_cols = n_cols;
  for (Index i = 0; i < n_rows; ++i) {
    for (Index t = 0; i % 7 != 3 && t < n_cols; ++t) {
      if (random() % 3 != 0) continue;
      counts.indices.push_back(t);
      const std::uint32_t below = random() % 5 == 0 ? 600 : 4;
      counts.values.push_back(static_cast<T>(least + random() % below));
    }
    counts.indptr.push_back(static_cast<Offset>(counts.indices.size()));
  }
  return counts;
}

}  // namespace broadsheet::reference
