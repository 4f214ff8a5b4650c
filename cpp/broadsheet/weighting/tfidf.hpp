// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/sparse/norm.hpp"

namespace broadsheet::weighting {

/// How counts become weights.
struct TfidfOptions {
  bool sublinear_tf = false;  ///< 1 + ln(count) instead of the count.
  sparse::Norm norm = sparse::Norm::l2;
};

/// Weights of counted terms: tf times idf, each row then divided by its norm.
///
/// @param counts  shape (n_documents, n_terms), entries >= 1; whole numbers or, where terms of a
///                field weigh more, others.
/// @param idf     shape (n_terms,), or empty: all 1.
/// @returns       shape (n_entries,), the values to the columns of `counts`.
/// @throws std::invalid_argument  when idf has another length.
///
/// O(n_entries). Salton & Buckley 1988; the same steps in the same order as scikit-learn's
/// TfidfTransformer.transform.
template <class T, class Count>
[[nodiscard]] std::vector<T> tfidf(const sparse::CsrView<Count>& counts,
                                   std::span<const double> idf, const TfidfOptions& options,
                                   const base::Run& run);

}  // namespace broadsheet::weighting
