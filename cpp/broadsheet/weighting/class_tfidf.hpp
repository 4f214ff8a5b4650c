// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::weighting {

/// How a term's frequency in all classes becomes its weight.
enum class ClassIdf : std::uint8_t {
  plain,  ///< ln(1 + A / f)
  bm25,   ///< ln(1 + (A - f + 0.5) / (f + 0.5)), below 0 where f > A + 0.5
};

/// The weight of every term over all classes.
///
/// @param term_frequencies  shape (n_terms,), >= 0: f, a term's counts summed over the classes.
/// @param average_length    A, the mean of the classes' summed counts; >= 0.
/// @returns  shape (n_terms,); 0 for a term that no class holds.
/// @throws std::invalid_argument  when one of these is no finite number >= 0.
///
/// Grootendorst 2022 (arXiv 2203.05794), section 3.3; the second form is BERTopic's.
[[nodiscard]] Eigen::ArrayXd class_idf(std::span<const double> term_frequencies,
                                       double average_length, ClassIdf kind);

/// How a class's counts become weights.
struct ClassTfidfOptions {
  bool relative = false;     ///< a count over the class's summed counts in place of the count.
  bool square_root = false;  ///< then its square root.
};

/// c-TF-IDF: each count times its term's weight over all classes.
///
/// @param counts  shape (n_classes, n_terms), entries >= 0.
/// @param idf     shape (n_terms,), from class_idf.
/// @returns  shape (n_entries,), values to the columns of `counts`, computed in double.
/// @throws std::invalid_argument  when idf has another length.
///
/// O(n_entries).
template <class T, class Count>
[[nodiscard]] std::vector<T> class_tfidf(const sparse::CsrView<Count>& counts,
                                         std::span<const double> idf,
                                         const ClassTfidfOptions& options, const base::Run& run);

}  // namespace broadsheet::weighting
