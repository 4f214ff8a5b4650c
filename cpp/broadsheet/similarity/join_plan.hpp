// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/pairs_options.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// What a join takes, as far as it is known before it runs.
struct JoinPlan {
  /// Of the pairs in reach of the window; one of a matrix with itself counts once, if it is scored
  /// once. A block of 128 rows meets a tile as a whole, so a little more is done at their edges.
  std::int64_t dense_multiplications = 0;
  /// Of rare terms that both rows have; where estimates cannot tell, of all terms.
  std::int64_t rare_multiplications = 0;
  std::size_t peak_bytes = 0;  ///< beyond input and output, at the most.
  std::size_t pair_bytes = 0;  ///< of them, those of pairs on their way to their order.
  Index x_groups = 1;          ///< of rows with shortlists.
  Index x_slabs = 0;           ///< of a group.
  Index y_slabs = 0;           ///< as often as one is made ready for a group; 0 if those of x do.
  Index n_dense_columns = 0;
};

/// What top_k of the same arguments takes. Multiplications do not count those of rows that have to
/// be searched exhaustively, which only estimates tell; the memory allows for them.
///
/// O(entries of x and y) time; 4 bytes a column and 12 a row.
/// @throws std::invalid_argument  as top_k does.
template <class T>
[[nodiscard]] JoinPlan plan_top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                                  const TopKOptions& options, const base::Run& run);

/// What pairs of the same arguments takes, but for runs that are begun again since they
/// have more pairs than memory allows.
template <class T>
[[nodiscard]] JoinPlan plan_pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                                  const PairsOptions& options, const base::Run& run);

}  // namespace broadsheet::similarity
