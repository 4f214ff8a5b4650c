// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/posting_segment.hpp"

#include <cmath>
#include <utility>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {

TermRows copy_rows(const sparse::CsrView<std::int32_t>& rows, Index first, Index last,
                   base::Checkpoint& checkpoint) {
  TermRows result;
  const auto begin = rows.indptr[static_cast<std::size_t>(first)];
  const auto end = rows.indptr[static_cast<std::size_t>(last)];
  const auto n = static_cast<std::size_t>(end - begin);
  for (auto i = first; i < last; ++i) {
    result.indptr.push_back(rows.indptr[static_cast<std::size_t>(i) + 1] - begin);
  }
  result.terms.reserve(n);
  result.counts = TermCounts(n);
  base::for_each_index(n, checkpoint, [&](std::size_t e) {
    result.terms.push_back(rows.indices[static_cast<std::size_t>(begin) + e]);
    result.counts.set(e, rows.values[static_cast<std::size_t>(begin) + e]);
  });
  result.counts.finish();
  return result;
}

PostingSegment::PostingSegment(Index first_position, TermRows rows, base::Checkpoint& checkpoint)
    : first_position_(first_position),
      rows_(std::move(rows)),
      lengths_(static_cast<std::size_t>(rows_.n_rows())) {
  sort_by_term(checkpoint);
  add_counts_by_slot(checkpoint);
  add_bounds(checkpoint);
}

PostingSegment PostingSegment::merge(std::span<const Part> parts, base::Checkpoint& checkpoint) {
  TermRows rows;
  std::size_t n_entries = 0;
  for (const auto& part : parts) n_entries += part.segment->n_entries();
  rows.terms.reserve(n_entries);
  rows.counts = TermCounts(n_entries);
  base::Pace pace(checkpoint);
  for (const auto& [segment, removed] : parts) {
    const auto& from = segment->rows_;
    for (std::size_t slot = 0; slot + 1 < from.indptr.size(); ++slot) {
      if (removed.empty() || removed[slot] == 0) {
        const auto first = static_cast<std::size_t>(from.indptr[slot]);
        pace.each(static_cast<std::size_t>(from.indptr[slot + 1]) - first, [&](std::size_t e) {
          rows.counts.set(rows.terms.size(), from.counts[first + e]);
          rows.terms.push_back(from.terms[first + e]);
        });
      }
      rows.indptr.push_back(static_cast<Offset>(rows.terms.size()));
    }
  }
  rows.counts.shorten(rows.terms.size());
  rows.counts.finish();
  return {parts.front().segment->first_position_, std::move(rows), checkpoint};
}

// A table by id where the terms of the run are many among all, else a list of those that occur.
void PostingSegment::sort_by_term(base::Checkpoint& checkpoint) {
  const auto n = rows_.terms.size();
  Index n_ids = 0;
  base::for_each_index(n, checkpoint,
                       [&](std::size_t e) { n_ids = std::max<Index>(n_ids, rows_.terms[e] + 1); });
  base::Buffer<Index> row_of;  // of terms_, by entry; empty where that is the id
  constexpr std::size_t many = 4;
  if (static_cast<std::size_t>(n_ids) / many > n) {
    ids_.assign(rows_.terms.begin(), rows_.terms.end());
    base::sort(ids_.begin(), ids_.end(), checkpoint, std::less<>());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    row_of.reserve(n);
    base::for_each_index(n, checkpoint, [&](std::size_t e) {
      const auto at = std::lower_bound(ids_.begin(), ids_.end(), rows_.terms[e]);
      row_of.push_back(static_cast<Index>(at - ids_.begin()));
    });
  }
  const auto* row = row_of.empty() ? rows_.terms.data() : row_of.data();
  terms_.resize(row_of.empty() ? static_cast<std::size_t>(n_ids) : ids_.size());
  base::for_each_index(n, checkpoint,
                       [&](std::size_t e) { ++terms_[static_cast<std::size_t>(row[e])].size; });
  Offset first = 0;
  base::for_each_index(terms_.size(), checkpoint, [&](std::size_t t) {
    terms_[t].first = first;
    first += terms_[t].size;
    terms_[t].size = 0;
  });
  slots_.resize(n);
  counts_ = TermCounts(n);
  base::Pace pace(checkpoint);
  for (std::size_t slot = 0; slot < lengths_.size(); ++slot) {
    const auto begin = static_cast<std::size_t>(rows_.indptr[slot]);
    pace.each(static_cast<std::size_t>(rows_.indptr[slot + 1]) - begin, [&](std::size_t e) {
      auto& term = terms_[static_cast<std::size_t>(row[begin + e])];
      const auto at = static_cast<std::size_t>(term.first) + static_cast<std::size_t>(term.size++);
      const auto count = rows_.counts[begin + e];
      slots_[at] = static_cast<std::uint16_t>(slot);
      counts_.set(at, count);
      lengths_[slot] += count;
    });
  }
  counts_.finish();
}

// Bits where they take no more than about the postings themselves.
// So that looking one of them up touches one line of memory, where others are searched for.
void PostingSegment::add_counts_by_slot(base::Checkpoint& checkpoint) {
  constexpr std::size_t slots_per_posting = 16;
  constexpr std::size_t few_slots = 256;  // a search among so few takes no time
  const auto n_slots = lengths_.size();
  if (n_slots <= few_slots) return;
  std::size_t n_frequent = 0;
  for (auto& term : terms_) {
    if (static_cast<std::size_t>(term.size) * slots_per_posting < n_slots) continue;
    term.by_slot = static_cast<Offset>(n_slots * n_frequent++);
  }
  counts_by_slot_.resize(n_slots * n_frequent);
  base::Pace pace(checkpoint);
  for (const auto& term : terms_) {
    if (term.by_slot < 0) continue;
    auto* const counts = counts_by_slot_.data() + term.by_slot;
    std::fill_n(counts, n_slots, std::uint8_t{0});
    pace.count(n_slots / 64);
    pace.each(static_cast<std::size_t>(term.size), [&](std::size_t p) {
      const auto at = static_cast<std::size_t>(term.first) + p;
      counts[slots_[at]] = counts_.bytes()[at];
    });
  }
}

void PostingSegment::add_bounds(base::Checkpoint& checkpoint) {
  base::Pace pace(checkpoint);
  for (auto& term : terms_) {
    auto least = std::numeric_limits<float>::infinity();
    pace.each(static_cast<std::size_t>(term.size), [&](std::size_t p) {
      const auto at = static_cast<std::size_t>(term.first) + p;
      const auto count = counts_[at];
      term.most_count = std::max(term.most_count, count);
      least = std::min(least, static_cast<float>(lengths_[slots_[at]]) / static_cast<float>(count));
    });
    if (term.size == 0) continue;
    constexpr float rounding = 1e-6F;  // of three operations
    term.least_ratio = least * (1.0F - rounding);
  }
}

}  // namespace broadsheet::similarity
