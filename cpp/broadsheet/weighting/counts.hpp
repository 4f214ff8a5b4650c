// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::weighting {

/// Checks that `counts` is a canonical matrix of counts: finite, and none below 0. A stored 0 is a
/// term that does not occur. O(n_entries).
///
/// @param name  what the caller's user calls the matrix, for the message: "X".
/// @throws std::invalid_argument  naming the first row and column with NaN, an infinite or a
///         negative count, or what sparse::validate finds.
template <class T>
void validate_counts(const sparse::CsrView<T>& counts, const char* name);

/// Checks that an array has one entry a term.
///
/// @param name  what it is called, for the message: "idf".
/// @throws std::invalid_argument  naming both lengths.
void validate_length(std::span<const double> array, Index n_terms, const char* name);

/// Checks that a mean length of documents or classes is finite and not below 0.
/// @throws std::invalid_argument
void validate_average_length(double average_length);

/// How often each term occurs in a collection.
struct TermStatistics {
  std::vector<Index> document_frequencies;  ///< shape (n_terms,): documents that hold the term.
  std::vector<double> term_frequencies;     ///< shape (n_terms,): its counts, summed.
  double total = 0.0;                       ///< all counts, summed.
};

/// Counts documents and occurrences of every term. O(n_entries + n_terms), in storage order.
///
/// @param monitor  may stop it; sums have one order, so one thread is all that it takes.
template <class T>
[[nodiscard]] TermStatistics term_statistics(const sparse::CsrView<T>& counts,
                                             base::Monitor* monitor = nullptr);

}  // namespace broadsheet::weighting
