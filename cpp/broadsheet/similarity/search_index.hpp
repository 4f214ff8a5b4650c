// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/ranked_search.hpp"
#include "broadsheet/similarity/search_snapshot.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// An inverted index that articles enter and leave: found at once, by the exact statistics of those
/// that are there. An article keeps the position at which it came.
///
/// Articles come as rows of counts, terms as ids. Postings lie in segments, runs of positions that
/// never change; articles that come make a new one, and neighbours of about equal size are merged,
/// so that there are few and each posting is written again only so often as the logarithm of a
/// segment's size. An article that leaves takes its counts out of the statistics; its postings go
/// when its segment is next merged, or when most of the segment has left.
///
/// Any number of threads may search, also while one adds or removes: they see the articles before
/// or after it. Only one thread at a time may change the index.
class SearchIndex {
 public:
  explicit SearchIndex(Scoring scoring);

  [[nodiscard]] Scoring scoring() const { return scoring_; }

  /// Adds articles behind those that are there. Linear in the entries times the logarithm of a
  /// segment's size, and in the number of positions and terms, of which a new list is made. After
  /// an exception all is as it was.
  /// @param rows  of each article its terms, distinct, in an order that depends on their text
  ///              alone, with counts of at least 1. Checked for what could do harm.
  /// @throws std::invalid_argument  naming a row that is none.
  /// @throws std::length_error      when there are more articles than an Index can number.
  void add(const sparse::CsrView<std::int32_t>& rows, const base::Run& run);

  /// Removes articles. Linear in their entries and as above, and now and then in the entries of a
  /// segment. After an exception all is as it was.
  /// @throws std::invalid_argument  naming a position that holds no article or comes twice.
  void remove(std::span<const Index> positions, const base::Run& run);

  /// The best articles for each of some queries; see RankedSearch.
  /// @param queries  of each its words that are known, distinct, in the order in which they first
  ///                 come, with how often they do.
  /// @throws std::invalid_argument  naming a query that is none, or when options.allowed has not
  ///         one entry a position.
  [[nodiscard]] SearchHits search(const sparse::CsrView<std::int32_t>& queries,
                                  const SearchOptions& options, const base::Run& run) const;

  /// The same for one query, with what each of its words adds to each hit.
  [[nodiscard]] ExplainedHits explain(const sparse::CsrView<std::int32_t>& query,
                                      const SearchOptions& options, const base::Run& run) const;

  /// The articles as they are now.
  [[nodiscard]] std::shared_ptr<const SearchSnapshot> snapshot() const;

 private:
  void replace(std::shared_ptr<const SearchSnapshot> snapshot);

  Scoring scoring_;
  mutable std::mutex mutex_;  // of the pointer
  std::shared_ptr<const SearchSnapshot> snapshot_;
};

/// The rows of all positions as they were added, empty where an article has been removed.
[[nodiscard]] sparse::Csr<std::int32_t> rows_of(const SearchSnapshot& snapshot,
                                                const base::Run& run);

/// The terms of one article.
struct ArticleTerms {
  std::vector<Index> terms;
  std::vector<std::int32_t> counts;
  std::vector<Index> document_frequencies;
};
/// @throws std::invalid_argument  when there is no article at the position.
[[nodiscard]] ArticleTerms terms_of(const SearchSnapshot& snapshot, Index position);

}  // namespace broadsheet::similarity
