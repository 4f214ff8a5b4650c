// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/norm.hpp"

namespace broadsheet::weighting {

/// How counts become weights.
struct TfidfOptions {
  bool sublinear_tf = false;  ///< 1 + ln(count) instead of the count.
  sparse::Norm norm = sparse::Norm::l2;
};

/// Weighs counted terms, in place: tf times idf, each row then divided by its norm.
///
/// @param indptr   shape (n_documents + 1,).
/// @param indices  shape (n_entries,); terms, in any order within a row.
/// @param values   shape (n_entries,); counts, whole or, where terms of a field weigh more, others;
///                 overwritten with weights.
/// @param idf      shape (n_terms,), or empty: all 1.
///
/// @throws std::invalid_argument  naming the row of a term that has no idf; values are then partly
///         weighed.
///
/// O(n_entries). Salton & Buckley 1988; the same steps in the same order as scikit-learn's
/// TfidfTransformer.transform.
template <class T>
void tfidf(std::span<const Offset> indptr, std::span<const Index> indices, std::span<T> values,
           std::span<const double> idf, const TfidfOptions& options, const base::Run& run);

}  // namespace broadsheet::weighting
