// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/best_hits.hpp"
#include "broadsheet/similarity/relevance.hpp"
#include "broadsheet/similarity/search_snapshot.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// Searches for one query after the other; see `ranked_search`. Each thread has one.
template <Scoring scoring>
class QuerySearch {
 public:
  using Formula = Relevance<scoring>;
  using Best = BestHits<std::int64_t>;

  /// @param factors  of the snapshot, or fewer allowed. Both must outlive this.
  QuerySearch(const SearchSnapshot& snapshot, const SearchSnapshot::Factors& factors)
      : snapshot_(snapshot), factors_(factors) {}

  /// The k best articles by position, valid until the next call.
  [[nodiscard]] std::span<const Best::Hit> search(const sparse::Row<std::int32_t>& query,
                                                  std::size_t k, bool prune,
                                                  base::Checkpoint& checkpoint);

  /// What each word of the query that was searched for last adds to an article.
  /// @param added  shape (n_words,).
  void explain(std::int64_t position, std::span<double> added) const;

 private:
  // A word of the query, weighed over the whole collection.
  struct Word {
    Index term;
    std::size_t place;  // in the query
    double weight;
    double most;  // it can add so much, TF-IDF only
  };
  // Its postings in one segment.
  struct List {
    const PostingSegment::Term* term;
    double weight;
    float rough_weight;
    float bound;  // it adds no more to any article of the segment
  };
  using Slot = std::uint16_t;
  using BestSlots = BestHits<Slot>;

  void weigh(const sparse::Row<std::int32_t>& query);
  bool open(std::size_t segment);
  void search_all(base::Checkpoint& checkpoint);
  void search_pruned(base::Checkpoint& checkpoint);
  void add_list(const List& list, base::Checkpoint& checkpoint);
  [[nodiscard]] float rough_added(const List& list, Offset posting, Slot slot) const;
  [[nodiscard]] float rough_added(const List& list, Slot slot) const;
  [[nodiscard]] float rise(std::size_t n_done, float floor);
  void collect(float reach);
  void look_up(std::size_t n_done, float floor, base::Checkpoint& checkpoint);
  void decide(float floor);
  [[nodiscard]] double exact(Slot slot) const;

  const SearchSnapshot& snapshot_;
  const SearchSnapshot::Factors& factors_;
  std::size_t k_ = 0;
  Best best_;
  std::size_t n_words_ = 0;
  std::vector<Word> words_;
  double keep_ = 1.0;  // an estimate below this share of a floor is below the floor

  // Of the segment that is searched.
  const PostingSegment* segment_ = nullptr;
  const ArticleFactors* article_ = nullptr;
  std::vector<List> in_order_;  // of the query
  std::vector<List> lists_;     // by falling bound
  std::vector<float> rest_;     // what the lists from each on can add together
  std::vector<double> exact_sums_;
  std::size_t n_groups_ = 0;     // of slots
  std::vector<float> sums_;      // by slot, in whole groups; zero between segments
  std::vector<float> greatest_;  // sum of each group; the same
  std::vector<float> ranked_;
  float reached_ = 0.0F;  // by the best sums of k groups
  std::vector<Slot> candidates_;
  std::vector<float> candidate_sums_;
  std::size_t n_candidates_ = 0;
  BestSlots best_slots_;
  BestSlots completed_;
};

}  // namespace broadsheet::similarity
