// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "broadsheet/base/index.hpp"

namespace broadsheet::weighting {

/// How a document frequency becomes an inverse document frequency.
enum class Idf : std::uint8_t {
  smooth,  ///< ln((1 + n) / (1 + df)) + 1, as if one more article held every term
  plain,   ///< ln(n / df) + 1; infinite where df is 0
};

/// Checks that every frequency is one of `n_documents` documents.
///
/// @throws std::invalid_argument  when n_documents <= 0, or a frequency leaves [0, n_documents]
///         (the message names the first such term).
void validate_document_frequencies(std::span<const Index> document_frequencies,
                                   std::int64_t n_documents);

/// Inverse document frequency of every term.
///
/// @param document_frequencies  shape (n_terms,). Entry t articles hold term t; 0 <= entry <= n.
/// @param n_documents           articles counted over, n > 0.
/// @returns  shape (n_terms,). Natural logarithms, plus 1; every entry >= 1.
/// @throws std::invalid_argument  as validate_document_frequencies.
///
/// Sources: Sparck Jones 1972 for the weight; the "+ 1" and the smoothing are scikit-learn's
/// (TfidfTransformer.fit), which it is held to by tests/parity/test_tfidf.py.
[[nodiscard]] Eigen::ArrayXd inverse_document_frequency(std::span<const Index> document_frequencies,
                                                        std::int64_t n_documents, Idf kind);

/// The same where articles count less with age, so that frequencies and n are sums of shares.
///
/// @param document_frequencies  shape (n_terms,); 0 <= entry <= n, to rounding.
/// @param n_documents           n > 0, finite.
/// @throws std::invalid_argument  likewise, or for a NaN.
[[nodiscard]] Eigen::ArrayXd inverse_document_frequency(
    std::span<const double> document_frequencies, double n_documents, Idf kind);

}  // namespace broadsheet::weighting
