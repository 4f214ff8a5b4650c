// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/growing_vocabulary.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/fold.hpp"
#include "broadsheet/vocabulary/learn.hpp"
#include "broadsheet/vocabulary/prefetched.hpp"

namespace broadsheet::vocabulary {
namespace {

// The known words of one query, as they come.
struct QueryWords {
  std::vector<Index> ids;
  std::vector<std::pair<Index, std::size_t>> sorted;  // id, where it stands

  // Appends the distinct ones with their counts, in the order in which they first come.
  void append_to(std::vector<Index>& terms, std::vector<std::int32_t>& counts,
                 base::Checkpoint& checkpoint) {
    sorted.clear();
    for (std::size_t i = 0; i < ids.size(); ++i) sorted.emplace_back(ids[i], i);
    base::sort(sorted.begin(), sorted.end(), checkpoint, std::less<>());
    std::size_t n = 0;  // runs of equal ids become (where the first stands, how many)
    for (std::size_t i = 0; i < sorted.size();) {
      auto end = i;
      while (end < sorted.size() && sorted[end].first == sorted[i].first) ++end;
      sorted[n++] = {static_cast<Index>(end - i), sorted[i].second};
      i = end;
    }
    sorted.resize(n);
    base::sort(sorted.begin(), sorted.end(), checkpoint,
               [](const auto& a, const auto& b) { return a.second < b.second; });
    for (const auto& [count, first] : sorted) {
      terms.push_back(ids[first]);
      counts.push_back(count);
    }
  }
};

}  // namespace

GrowingVocabulary::ReadLock GrowingVocabulary::reading() const {
  const std::lock_guard turn(turn_);
  return ReadLock(mutex_);
}

Index GrowingVocabulary::size() const {
  const auto lock = reading();
  return table_.size();
}

std::vector<Index> GrowingVocabulary::intern(const Terms& terms, const base::Run& run) {
  std::vector<Index> ids(static_cast<std::size_t>(terms.size()));
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    const std::lock_guard turn(turn_);
    const WriteLock lock(mutex_);
    std::string padded;
    base::for_each_index(ids.size(), checkpoint, [&](std::size_t t) {
      padded.assign(terms[static_cast<Index>(t)]);
      const auto length = padded.size();
      padded.resize(length + text::Folded::padding);
      const tokens::Token token(padded.data(), length, tokens::process_seed());
      ids[t] = table_.intern(token, checkpoint).id;
    });
  });
  return ids;
}

sparse::Csr<std::int32_t> GrowingVocabulary::count(std::span<const text::View> texts,
                                                   const tokens::Analyzer& analyzer,
                                                   const std::vector<double>& field_weights,
                                                   const base::Run& run) {
  Learner learner(field_weights.size());
  learner.add(texts, analyzer, run);
  if (!learner.has_terms()) {
    sparse::Csr<std::int32_t> empty;
    empty.indptr.assign(texts.size() / field_weights.size() + 1, 0);
    empty.n_cols = size();
    return empty;
  }
  auto learnt = learner.finish<std::int32_t>({}, {false, field_weights}, run);
  const auto ids = intern(learnt.terms, run);
  auto& counts = learnt.counts;
  counts.n_cols = size();
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(counts.indices.size(), checkpoint, [&](std::size_t e) {
      counts.indices[e] = ids[static_cast<std::size_t>(counts.indices[e])];
    });
  });
  return std::move(learnt.counts);
}

sparse::Csr<std::int32_t> GrowingVocabulary::count_queries(std::span<const text::View> queries,
                                                           const tokens::Analyzer& analyzer,
                                                           const base::Run& run) const {
  constexpr std::size_t queries_per_piece = 256;
  struct Counted {
    std::vector<Offset> lengths;
    std::vector<Index> terms;
    std::vector<std::int32_t> counts;
  };
  std::vector<Counted> pieces((queries.size() + queries_per_piece - 1) / queries_per_piece);
  sparse::Csr<std::int32_t> result;
  base::parallel_for(static_cast<std::int64_t>(pieces.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       auto& piece = pieces[static_cast<std::size_t>(p)];
                       tokens::Analyzer::Scratch scratch;
                       QueryWords words;
                       const auto first = static_cast<std::size_t>(p) * queries_per_piece;
                       const auto lock = reading();
                       for (auto q = first; q < std::min(queries.size(), first + queries_per_piece);
                            ++q) {
                         words.ids.clear();
                         analyzer.analyze(queries[q], scratch, checkpoint, [&](const auto& batch) {
                           prefetched(
                               batch.size(), [&](std::size_t i) { table_.prefetch(batch[i]); },
                               [&](std::size_t i) {
                                 const auto id = table_.find(batch[i]);
                                 if (id >= 0) words.ids.push_back(id);
                               });
                         });
                         const auto before = piece.terms.size();
                         words.append_to(piece.terms, piece.counts, checkpoint);
                         piece.lengths.push_back(static_cast<Offset>(piece.terms.size() - before));
                       }
                     });
  for (const auto& piece : pieces) {
    for (const auto length : piece.lengths) result.indptr.push_back(result.indptr.back() + length);
    base::append(result.indices, piece.terms.data(), piece.terms.size());
    base::append(result.values, piece.counts.data(), piece.counts.size());
  }
  result.n_cols = size();
  return result;
}

std::vector<std::string> GrowingVocabulary::terms(std::span<const Index> ids) const {
  const auto lock = reading();
  std::vector<std::string> result;
  result.reserve(ids.size());
  for (const auto id : ids) {
    if (id < 0 || id >= table_.size()) {
      throw std::out_of_range("there is no term " + std::to_string(id));
    }
    result.emplace_back(table_.term(id));
  }
  return result;
}

}  // namespace broadsheet::vocabulary
