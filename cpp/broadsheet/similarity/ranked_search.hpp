// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/relevance.hpp"
#include "broadsheet/similarity/search_snapshot.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// How a search is done. Pruning changes how soon hits come, never which.
struct SearchOptions {
  std::size_t k = 10;                          ///< hits of each query, at the most.
  std::span<const std::uint8_t> allowed = {};  ///< by position, 0: never a hit; empty: all may be.
  bool prune = true;
};

/// Which articles some queries find, best first.
struct SearchHits {
  base::Buffer<std::int64_t> positions;  ///< shape (n_queries, k); -1 past the last hit.
  base::Buffer<float> scores;            ///< shape (n_queries, k); 0 past the last hit.
};

/// Which articles one query finds, and why.
struct ExplainedHits {
  std::vector<std::int64_t> positions;  ///< shape (n_hits,), at most k.
  std::vector<float> scores;            ///< shape (n_hits,).
  std::vector<double> added;            ///< shape (n_hits, n_words); what each word adds, or 0.
};

/// The k articles of the greatest score for each query, of those that hold a word of it.
///
/// A score is one canonical sum: words in the order of the query, in double precision, rounded
/// once to single. It depends on the articles that are there and on nothing else. Ties go to the
/// lower position.
///
/// Dynamic pruning as MaxScore (H. Turtle, J. Flood, Query Evaluation: Strategies and
/// Optimizations, 1995), term at a time: the words that can add most are summed up over their
/// postings, in single precision, until no article without any of them can reach the k best; the
/// other words are looked up in the articles that still can, and canonical sums decide among those
/// whose estimates come near enough. What a word can add is bounded by its greatest count in an
/// article and by the least length over count: that holds whatever the mean length becomes.
///
/// @param queries  rows of distinct terms, with counts of at least 1.
/// @throws std::invalid_argument  when options.allowed has not one entry a position.
[[nodiscard]] SearchHits ranked_search(const SearchSnapshot& snapshot, Scoring scoring,
                                       const sparse::CsrView<std::int32_t>& queries,
                                       const SearchOptions& options, const base::Run& run);

/// The same for one query, with what each word of it adds to each hit.
[[nodiscard]] ExplainedHits explained_search(const SearchSnapshot& snapshot, Scoring scoring,
                                             const sparse::CsrView<std::int32_t>& query,
                                             const SearchOptions& options, const base::Run& run);

}  // namespace broadsheet::similarity
