// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/term_counts.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// What articles hold which terms how often, article by article: rows of a CSR matrix whose
/// columns need not ascend. They are in an order that the caller fixes, as by the terms' text.
struct TermRows {
  std::vector<Offset> indptr{0};  ///< shape (n_rows + 1,).
  base::Buffer<Index> terms;      ///< shape (n_entries,); distinct within a row.
  TermCounts counts;              ///< shape (n_entries,).

  [[nodiscard]] Index n_rows() const { return static_cast<Index>(indptr.size() - 1); }
};

/// Copies rows first..last - 1.
[[nodiscard]] TermRows copy_rows(const sparse::CsrView<std::int32_t>& rows, Index first, Index last,
                                 base::Checkpoint& checkpoint);

/// The postings of a run of articles: for each term which of them hold it, and how often. Constant
/// once made, so that many threads may read it.
///
/// An article is known by its slot, its place in the run. Slots have 16 bits, so a run is short
/// enough for sums over all of its articles to fit in a core's cache; a posting takes three bytes.
class PostingSegment {
 public:
  /// Articles that a segment may have.
  static constexpr Index most_slots = static_cast<Index>(
      std::min<std::int64_t>(std::int64_t{1} << 16, std::numeric_limits<Index>::max()));

  /// The postings of one term.
  struct Term {
    Offset first = 0;             ///< its postings are first..first + size - 1,
    Offset by_slot = -1;          ///< if it is frequent, where its counts by slot begin.
    Index size = 0;               ///< articles that hold it.
    std::int32_t most_count = 0;  ///< the greatest count in one of them,
    float least_ratio = 0.0F;     ///< and a lower bound of their length over count.
  };

  /// Linear in the entries, or n log n if they are few beside the terms.
  /// @param first_position  of the first article among those of the collection.
  /// @param rows            at most `most_slots`; term ids from 0.
  PostingSegment(Index first_position, TermRows rows, base::Checkpoint& checkpoint);

  /// A segment without those of its articles that have been removed.
  struct Part {
    const PostingSegment* segment;
    std::span<const std::uint8_t> removed;  ///< by slot, or empty: none is.
  };

  /// Neighbouring runs as one, in which rows of removed articles are empty.
  [[nodiscard]] static PostingSegment merge(std::span<const Part> parts,
                                            base::Checkpoint& checkpoint);

  [[nodiscard]] Index first_position() const { return first_position_; }
  [[nodiscard]] Index n_slots() const { return rows_.n_rows(); }
  [[nodiscard]] std::size_t n_entries() const { return rows_.terms.size(); }
  [[nodiscard]] const TermRows& rows() const { return rows_; }

  /// Words of each article, by slot; each field's times its weight.
  [[nodiscard]] std::span<const Offset> lengths() const { return lengths_; }

  /// The term's postings, or null where no article of the run holds it.
  [[nodiscard]] const Term* find(Index term) const {
    const auto t = static_cast<std::size_t>(term);
    if (ids_.empty()) {
      return t < terms_.size() && terms_[t].size > 0 ? &terms_[t] : nullptr;
    }
    const auto at = std::lower_bound(ids_.begin(), ids_.end(), term);
    if (at == ids_.end() || *at != term) return nullptr;
    return &terms_[static_cast<std::size_t>(at - ids_.begin())];
  }

  /// Slots ascending within a term.
  [[nodiscard]] std::span<const std::uint16_t> slots() const { return slots_; }
  [[nodiscard]] const TermCounts& counts() const { return counts_; }

  /// How often an article holds the term; 0 where it lacks it. O(1) for a frequent term, else
  /// logarithmic.
  [[nodiscard]] std::int32_t count(const Term& term, std::uint16_t slot) const {
    if (term.by_slot >= 0) {
      const auto count = counts_by_slot_[static_cast<std::size_t>(term.by_slot) + slot];
      if (count < TermCounts::is_large) [[likely]]
        return count;
    }
    const auto* from = slots_.data() + term.first;
    auto n = static_cast<std::size_t>(term.size);
    while (n > 1) {  // no branch on what cannot be predicted
      const auto half = n / 2;
      from += from[half - 1] < slot ? half : 0;
      n -= half;
    }
    return *from == slot ? counts_[static_cast<std::size_t>(from - slots_.data())] : 0;
  }

 private:
  void sort_by_term(base::Checkpoint& checkpoint);
  void add_counts_by_slot(base::Checkpoint& checkpoint);
  void add_bounds(base::Checkpoint& checkpoint);

  Index first_position_;
  TermRows rows_;
  std::vector<Offset> lengths_;
  std::vector<Index> ids_;  // of terms_, ascending; empty where terms_ are by id
  std::vector<Term> terms_;
  base::Buffer<std::uint16_t> slots_;
  TermCounts counts_;
  base::Buffer<std::uint8_t> counts_by_slot_;  // of frequent terms; a byte as in counts_, or 0
};

}  // namespace broadsheet::similarity
