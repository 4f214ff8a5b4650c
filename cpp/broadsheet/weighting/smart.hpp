// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/weighting/smart_scheme.hpp"

namespace broadsheet::weighting {

/// The second letter's weight of every term; logarithms to base 2.
///
/// @param document_frequencies  shape (n_terms,), each in [0, n_documents].
/// @param n_documents           documents counted over, > 0.
/// @returns  shape (n_terms,), entries >= 0; 0 for a term that no document holds, whose formula
///           has no value.
/// @throws std::invalid_argument  as validate_document_frequencies.
[[nodiscard]] Eigen::ArrayXd smart_idf(std::span<const Index> document_frequencies,
                                       std::int64_t n_documents, SmartDf kind);

/// The mean over the documents of what a pivoted norm measures: distinct terms, or characters
/// with one more for each word.
///
/// @param term_lengths  shape (n_terms,), in characters; read for pivoted_characters only.
/// @returns  >= 0; 0 for the norms that have no pivot.
/// @throws std::invalid_argument  when term_lengths are read and have another length.
///
/// O(n_entries). Singhal, Buckley and Mitra 1996.
template <class Count>
[[nodiscard]] double smart_pivot(const sparse::CsrView<Count>& counts, SmartNorm norm,
                                 std::span<const double> term_lengths);

/// How counts become SMART weights.
struct SmartOptions {
  Smart scheme;
  std::optional<double> pivot;  ///< given: norms n and c too are pivoted, about the l2 norm.
  double slope = 0.25;          ///< weight of the document's own norm beside the pivot.
};

/// Weights of counted terms by a SMART triple: tf times idf, over the norm.
///
/// @param counts        shape (n_documents, n_terms), entries >= 0. tf letters l, d and L take
///                      positive counts of at least 1: below, their logarithms turn negative.
/// @param idf           shape (n_terms,), from smart_idf. A term of idf 0 counts for no norm but
///                      characters, as in gensim.
/// @param term_lengths  shape (n_terms,), in characters; read for pivoted_characters only.
/// @returns  shape (n_entries,), values to the columns of `counts`, computed in double. A row
///           whose norm is 0 is not divided.
/// @throws std::invalid_argument  when idf or term_lengths have another length, a pivoted norm
///         has no pivot, pivot or slope are no finite numbers >= 0, or a count lies between 0 and
///         1 where that is refused (the message names the row).
///
/// O(n_entries). Salton & Buckley 1988; Singhal et al. 1996; each formula is in `schemes`. Held to
/// gensim 4.4's TfidfModel by tests/parity/test_weighting.py.
template <class T, class Count>
[[nodiscard]] std::vector<T> smart(const sparse::CsrView<Count>& counts,
                                   std::span<const double> idf,
                                   std::span<const double> term_lengths,
                                   const SmartOptions& options, const base::Run& run);

}  // namespace broadsheet::weighting
