// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/posting_segment.hpp"
#include "broadsheet/similarity/relevance.hpp"

namespace broadsheet::similarity {

/// What a score takes of each article of a segment, by slot: see Relevance. Infinite for one that
/// is never to be found, to which no word adds anything then.
struct ArticleFactors {
  base::Buffer<double> exact;
  base::Buffer<float> rough;  ///< rounded, for estimates.
};

/// The articles of a search index at one moment. Constant once made, so that any number of threads
/// may search it while others make the next one.
class SearchSnapshot {
 public:
  using Segments = std::vector<std::shared_ptr<const PostingSegment>>;
  /// By segment.
  using Factors = std::vector<ArticleFactors>;

  SearchSnapshot() = default;
  SearchSnapshot(Segments segments, std::vector<std::uint8_t> removed,
                 base::Buffer<Index> document_frequencies, CollectionStatistics statistics)
      : segments_(std::move(segments)),
        removed_(std::move(removed)),
        document_frequencies_(std::move(document_frequencies)),
        statistics_(statistics) {}

  /// In the order of positions, without a gap.
  [[nodiscard]] const Segments& segments() const { return segments_; }
  /// By position, whether its article has been removed.
  [[nodiscard]] const std::vector<std::uint8_t>& removed() const { return removed_; }
  [[nodiscard]] Index n_positions() const { return static_cast<Index>(removed_.size()); }
  [[nodiscard]] const CollectionStatistics& statistics() const { return statistics_; }

  /// By term; those past the end are in no article.
  [[nodiscard]] const base::Buffer<Index>& document_frequencies() const {
    return document_frequencies_;
  }
  [[nodiscard]] Index document_frequency(Index term) const {
    const auto t = static_cast<std::size_t>(term);
    return t < document_frequencies_.size() ? document_frequencies_[t] : 0;
  }

  /// Those of a segment that have been removed, by slot.
  [[nodiscard]] std::span<const std::uint8_t> removed_in(const PostingSegment& segment) const {
    return std::span(removed_).subspan(static_cast<std::size_t>(segment.first_position()),
                                       static_cast<std::size_t>(segment.n_slots()));
  }

  /// Made when they are first asked for, on one thread while others wait. O(positions) for BM25,
  /// O(entries) for TF-IDF, where the length of every vector depends on all articles.
  [[nodiscard]] const Factors& factors(Scoring scoring, const base::Run& run) const;

 private:
  template <Scoring scoring>
  [[nodiscard]] Factors make_factors(const base::Run& run) const;

  Segments segments_;
  std::vector<std::uint8_t> removed_;
  base::Buffer<Index> document_frequencies_;
  CollectionStatistics statistics_;
  mutable std::mutex mutex_;  // of the factors, until they are made
  mutable std::unique_ptr<const Factors> factors_;
};

/// The segment that holds a position, of those of the snapshot.
[[nodiscard]] const PostingSegment& segment_of(const SearchSnapshot& snapshot, Index position);

/// Factors under which articles that a search may not give are as if they had been removed.
/// @param allowed  by position, 0: never given.
[[nodiscard]] SearchSnapshot::Factors only_allowed(const SearchSnapshot& snapshot,
                                                   const SearchSnapshot::Factors& factors,
                                                   std::span<const std::uint8_t> allowed,
                                                   const base::Run& run);

}  // namespace broadsheet::similarity
