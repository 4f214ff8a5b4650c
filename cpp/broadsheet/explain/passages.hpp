// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// For each sentence of one text the sentence of another that says most of the same.
struct BestMatches {
  std::vector<Index> rows;  ///< (n_first,): the sentence of the other, -1 where none shares a term.
  std::vector<double> scores;  ///< (n_first,): 0 there.
};

/// Matches sentences by the terms that they share.
///
/// Of sentences a and b with the terms A and B the score is the weight of what they share times its
/// part in all that they have,
///
///     s(a, b) = w(A n B)^2 / w(A u B),    w(C) = sum over t in C of w_t
///
/// so that long and close agreement comes before short or loose: two equal sentences have the score
/// of their weight, and "he said" twice has little. It is the weighted Jaccard coefficient (Jaccard
/// 1912) times the weight shared. Equal scores: the lesser row. Terms that weigh 0 do not count.
///
/// @param first, second  canonical, over the same terms; a sentence has those that are not 0.
/// @param weights        shape (n_cols,); how much each term says, as its idf; at least 0, finite.
/// @throws std::invalid_argument  when columns or weights differ in number, or a weight is none.
///
/// Time grows with the pairs of sentences that share a term, summed over terms.
template <class T>
[[nodiscard]] BestMatches best_matches(const sparse::CsrView<T>& first,
                                       const sparse::CsrView<T>& second,
                                       std::span<const double> weights, const base::Run& run);

}  // namespace broadsheet::explain
