// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// Why two rows are similar: their common terms, equally long arrays.
struct SharedTerms {
  std::vector<Index> columns;
  std::vector<double> contributions;  ///< what each adds to the similarity: the product of weights.
  double similarity = 0.0;            ///< the canonical dot product, in double.
};

/// The terms that `a` and `b` have in common, by falling contribution, then column. Those that
/// contribute nothing are left out.
///
/// The contributions add up to the similarity but for rounding (to 1e-12 of unit rows, since the
/// canonical sum goes by column), so contribution / similarity is a term's share. With negative
/// weights contributions may be negative.
///
/// @param a, b  rows of canonical matrices over the same terms; finite.
///
/// O(a.size() + b.size() + s log s) for s common terms.
template <class T>
[[nodiscard]] SharedTerms shared_terms(const sparse::Row<T>& a, const sparse::Row<T>& b);

}  // namespace broadsheet::explain
