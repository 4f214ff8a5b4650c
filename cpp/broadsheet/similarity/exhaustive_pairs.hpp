// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/document_frequencies.hpp"
#include "broadsheet/similarity/index_runs.hpp"
#include "broadsheet/similarity/pair_parts.hpp"
#include "broadsheet/similarity/pairs_options.hpp"
#include "broadsheet/similarity/reach.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// What `pairs` gives of some rows of x, by the canonical scores of all rows that share a term: for
/// thresholds so close to 0, in matrices with negative values, that estimates cannot tell what
/// reaches them.
///
/// @param x, y_or_self, options  as `pairs` takes them, checked.
/// @param of_y    y's.
/// @param index   of y.
/// @param rows    of x.
/// @param found   for them, and for the threads of `run`.
/// @throws TooManyPairs
/// O(sum over terms of df_x * df_y + n_x * n_y / 8).
template <class T>
void exhaustive_pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                      const PairsOptions& options, const DocumentFrequencies& of_y,
                      const IndexRuns<T>& index, Range rows, PairParts& found,
                      const base::Run& run);

}  // namespace broadsheet::similarity
