// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::weighting {

/// Which BM25; `schemes` has each one's formula and source.
enum class Bm25Variant : std::uint8_t { lucene, robertson, atire, bm25l, bm25_plus };

/// The variant of a name in `schemes`.
/// @throws std::invalid_argument  naming those that there are.
[[nodiscard]] Bm25Variant parse_bm25_variant(std::string_view name);

/// BM25's parameters.
struct Bm25Options {
  Bm25Variant variant = Bm25Variant::lucene;
  double k1 = 1.5;     ///< >= 0: the larger, the later a count saturates.
  double b = 0.75;     ///< 0: a document's length does not matter; 1: wholly.
  double delta = 0.5;  ///< >= 0: what an occurrence adds at least; bm25l and bm25+ only.
};

/// @throws std::invalid_argument  when k1 or delta are no finite numbers >= 0, or b is not in
///         [0, 1].
void validate_bm25(const Bm25Options& options);

/// Inverse document frequency of every term; natural logarithms.
///
/// @param document_frequencies  shape (n_terms,), each in [0, n_documents].
/// @param n_documents           documents counted over, > 0.
/// @returns  shape (n_terms,), entries >= 0; 0 for a term that no document holds.
/// @throws std::invalid_argument  as validate_document_frequencies.
[[nodiscard]] Eigen::ArrayXd bm25_idf(std::span<const Index> document_frequencies,
                                      std::int64_t n_documents, Bm25Variant variant);

/// What a document scores for a term that it does not hold: of bm25l and bm25+ more than 0, and
/// the same for every document.
///
/// @returns  shape (n_terms,), entries >= 0; all 0 for the other variants.
/// @throws std::invalid_argument  as validate_bm25.
[[nodiscard]] Eigen::ArrayXd bm25_nonoccurrence(std::span<const double> idf,
                                                const Bm25Options& options);

/// Scores of counted terms, each less its term's nonoccurrence score, so that what is not stored
/// is 0: a query's score is its terms' entries and their nonoccurrence scores, summed.
///
/// @param counts          shape (n_documents, n_terms), entries >= 0.
/// @param idf             shape (n_terms,), from bm25_idf.
/// @param average_length  mean of the fitted documents' summed counts, >= 0. Of 0, every document
///                        is as long as the average.
/// @returns  shape (n_entries,), entries >= 0 but for rounding, computed in double; 0 where the
///           count is.
/// @throws std::invalid_argument  as validate_bm25, when idf has another length or average_length
///         is no finite number >= 0.
///
/// O(n_entries). Robertson et al. 1994, Lv & Zhai 2011, Trotman et al. 2014; as Kamphuis et al.
/// 2020 compare them. That sparse form is Lu's 2024. Held to bm25s 0.3 by
/// tests/parity/test_weighting.py.
template <class T, class Count>
[[nodiscard]] std::vector<T> bm25(const sparse::CsrView<Count>& counts, std::span<const double> idf,
                                  double average_length, const Bm25Options& options,
                                  const base::Run& run);

}  // namespace broadsheet::weighting
