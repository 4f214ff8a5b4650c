// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/document_frequencies.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// Multiply-adds of all scores of x's rows with y's, term by term: the sum of df_x * df_y.
///
/// @param x     canonical.
/// @param of_y  y's, of the same columns.
/// @returns  >= 0; a double, since it may leave 64 bits. O(entries of x).
template <class T>
[[nodiscard]] double n_products(const sparse::CsrView<T>& x, const DocumentFrequencies& of_y,
                                const base::Run& run);

/// Whether so few pairs have a term in common that going over the postings of each row, in double,
/// beats estimating every pair: headlines, say.
///
/// @param y_or_self  null: x itself.
/// @param of_y       set to y's document frequencies, unless the answer is plain without them.
/// O(n_entries + n_cols).
template <class T>
[[nodiscard]] bool few_share_terms(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                                   DocumentFrequencies& of_y, const base::Run& run);

}  // namespace broadsheet::similarity
