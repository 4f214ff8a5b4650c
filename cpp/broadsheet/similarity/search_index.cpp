// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/search_index.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

void require_counts(const sparse::CsrView<std::int32_t>& rows, const char* name,
                    const base::Run& run) {
  sparse::validate_rows(rows.indptr, rows.indices.size(), name, run);
  if (rows.values.size() != rows.indices.size()) {
    throw std::invalid_argument(std::string(name) + " has " + std::to_string(rows.indices.size()) +
                                " terms and " + std::to_string(rows.values.size()) + " counts");
  }
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(rows.indices.size(), checkpoint, [&](std::size_t e) {
      if (rows.indices[e] >= 0 && rows.indices[e] < rows.n_cols && rows.values[e] >= 1) return;
      throw std::invalid_argument(std::string(name) + ", entry " + std::to_string(e) + ": term " +
                                  std::to_string(rows.indices[e]) + " of " +
                                  std::to_string(rows.n_cols) + ", " +
                                  std::to_string(rows.values[e]) + " times");
    });
  });
}

// The positions of a list, each of an article that is there.
void require_articles(const SearchSnapshot& snapshot, std::span<const Index> positions) {
  auto gone = snapshot.removed();
  for (const auto position : positions) {
    if (position < 0 || position >= snapshot.n_positions()) {
      throw std::invalid_argument("there is no position " + std::to_string(position) +
                                  ": there are " + std::to_string(snapshot.n_positions()));
    }
    auto& is_gone = gone[static_cast<std::size_t>(position)];
    if (is_gone != 0) {
      throw std::invalid_argument("the article at position " + std::to_string(position) +
                                  " has been removed");
    }
    is_gone = 1;
  }
}

// Merges neighbours of about equal size, the last first, so that sizes at least halve from one
// segment to the next where a segment may hold both.
void settle(SearchSnapshot::Segments& segments, std::span<const std::uint8_t> removed,
            base::Checkpoint& checkpoint) {
  const auto part = [&](const PostingSegment& segment) {
    return PostingSegment::Part{&segment,
                                removed.subspan(static_cast<std::size_t>(segment.first_position()),
                                                static_cast<std::size_t>(segment.n_slots()))};
  };
  while (segments.size() > 1) {
    const auto& a = *segments[segments.size() - 2];
    const auto& b = *segments.back();
    const auto n_slots = static_cast<std::int64_t>(a.n_slots()) + b.n_slots();
    if (n_slots > PostingSegment::most_slots || a.n_slots() > 2 * std::int64_t{b.n_slots()}) return;
    const PostingSegment::Part parts[] = {part(a), part(b)};
    auto merged = std::make_shared<const PostingSegment>(PostingSegment::merge(parts, checkpoint));
    segments.resize(segments.size() - 2);
    segments.push_back(std::move(merged));
  }
}

// Writes segments anew of which removed articles take up most.
void purge(SearchSnapshot::Segments& segments, std::span<const std::uint8_t> removed,
           base::Checkpoint& checkpoint) {
  for (auto& segment : segments) {
    const auto gone = removed.subspan(static_cast<std::size_t>(segment->first_position()),
                                      static_cast<std::size_t>(segment->n_slots()));
    const auto& indptr = segment->rows().indptr;
    std::size_t n_dead = 0;
    for (std::size_t slot = 0; slot < gone.size(); ++slot) {
      if (gone[slot] != 0) n_dead += static_cast<std::size_t>(indptr[slot + 1] - indptr[slot]);
    }
    if (2 * n_dead <= segment->n_entries()) continue;
    const PostingSegment::Part part{segment.get(), gone};
    segment = std::make_shared<const PostingSegment>(PostingSegment::merge({&part, 1}, checkpoint));
  }
}

}  // namespace

SearchIndex::SearchIndex(Scoring scoring)
    : scoring_(scoring), snapshot_(std::make_shared<const SearchSnapshot>()) {}

std::shared_ptr<const SearchSnapshot> SearchIndex::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

void SearchIndex::replace(std::shared_ptr<const SearchSnapshot> snapshot) {
  const std::lock_guard lock(mutex_);
  snapshot_.swap(snapshot);
}

void SearchIndex::add(const sparse::CsrView<std::int32_t>& rows, const base::Run& run) {
  require_counts(rows, "rows", run);
  const auto before = snapshot();
  const auto n_before = before->n_positions();
  const auto n_rows = rows.n_rows();
  auto removed = before->removed();
  removed.resize(static_cast<std::size_t>(n_before) + static_cast<std::size_t>(n_rows), 0);
  static_cast<void>(to_index(removed.size(), "articles"));
  auto frequencies = before->document_frequencies();
  auto statistics = before->statistics();
  auto segments = before->segments();
  constexpr auto step = PostingSegment::most_slots;
  const auto n_made = (static_cast<std::int64_t>(n_rows) + step - 1) / step;
  SearchSnapshot::Segments made(static_cast<std::size_t>(n_made));
  base::parallel_for(n_made, run, [&](std::int64_t s, base::Checkpoint& checkpoint) {
    const auto first = static_cast<Index>(s * step);
    const auto last = static_cast<Index>(std::min<std::int64_t>((s + 1) * step, n_rows));
    made[static_cast<std::size_t>(s)] = std::make_shared<const PostingSegment>(
        n_before + first, copy_rows(rows, first, last, checkpoint), checkpoint);
  });
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    const auto n_terms = static_cast<std::size_t>(rows.n_cols);
    if (frequencies.size() < n_terms) frequencies.resize(n_terms, 0);
    base::for_each_index(rows.indices.size(), checkpoint, [&](std::size_t e) {
      ++frequencies[static_cast<std::size_t>(rows.indices[e])];
      statistics.total_length += rows.values[e];
    });
    statistics.n_articles = static_cast<Index>(statistics.n_articles + n_rows);
    for (auto& segment : made) {
      segments.push_back(std::move(segment));
      settle(segments, removed, checkpoint);
    }
  });
  replace(std::make_shared<const SearchSnapshot>(std::move(segments), std::move(removed),
                                                 std::move(frequencies), statistics));
}

void SearchIndex::remove(std::span<const Index> positions, const base::Run& run) {
  const auto before = snapshot();
  require_articles(*before, positions);
  auto removed = before->removed();
  auto frequencies = before->document_frequencies();
  auto statistics = before->statistics();
  auto segments = before->segments();
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (const auto position : positions) {
      removed[static_cast<std::size_t>(position)] = 1;
      const auto& segment = segment_of(*before, position);
      const auto slot = static_cast<std::size_t>(position - segment.first_position());
      const auto& rows = segment.rows();
      const auto first = static_cast<std::size_t>(rows.indptr[slot]);
      pace.each(static_cast<std::size_t>(rows.indptr[slot + 1]) - first, [&](std::size_t e) {
        --frequencies[static_cast<std::size_t>(rows.terms[first + e])];
      });
      statistics.total_length -= segment.lengths()[slot];
      statistics.n_articles = static_cast<Index>(statistics.n_articles - 1);
    }
    purge(segments, removed, checkpoint);
  });
  replace(std::make_shared<const SearchSnapshot>(std::move(segments), std::move(removed),
                                                 std::move(frequencies), statistics));
}

SearchHits SearchIndex::search(const sparse::CsrView<std::int32_t>& queries,
                               const SearchOptions& options, const base::Run& run) const {
  require_counts(queries, "queries", run);
  return ranked_search(*snapshot(), scoring_, queries, options, run);
}

ExplainedHits SearchIndex::explain(const sparse::CsrView<std::int32_t>& query,
                                   const SearchOptions& options, const base::Run& run) const {
  require_counts(query, "query", run);
  return explained_search(*snapshot(), scoring_, query, options, run);
}

sparse::Csr<std::int32_t> rows_of(const SearchSnapshot& snapshot, const base::Run& run) {
  sparse::Csr<std::int32_t> result;
  result.n_cols = static_cast<Index>(snapshot.document_frequencies().size());
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (const auto& segment : snapshot.segments()) {
      const auto gone = snapshot.removed_in(*segment);
      const auto& rows = segment->rows();
      for (std::size_t slot = 0; slot < gone.size(); ++slot) {
        if (gone[slot] == 0) {
          const auto first = static_cast<std::size_t>(rows.indptr[slot]);
          pace.each(static_cast<std::size_t>(rows.indptr[slot + 1]) - first, [&](std::size_t e) {
            result.indices.push_back(rows.terms[first + e]);
            result.values.push_back(rows.counts[first + e]);
          });
        }
        result.indptr.push_back(static_cast<Offset>(result.indices.size()));
      }
    }
  });
  return result;
}

ArticleTerms terms_of(const SearchSnapshot& snapshot, Index position) {
  require_articles(snapshot, {&position, 1});
  const auto& segment = segment_of(snapshot, position);
  const auto slot = static_cast<std::size_t>(position - segment.first_position());
  const auto& rows = segment.rows();
  ArticleTerms result;
  const auto last = static_cast<std::size_t>(rows.indptr[slot + 1]);
  for (auto e = static_cast<std::size_t>(rows.indptr[slot]); e < last; ++e) {
    result.terms.push_back(rows.terms[e]);
    result.counts.push_back(rows.counts[e]);
    result.document_frequencies.push_back(snapshot.document_frequency(rows.terms[e]));
  }
  return result;
}

}  // namespace broadsheet::similarity
