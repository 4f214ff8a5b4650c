// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/learn.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

namespace broadsheet::vocabulary {

Learner::Learner(std::size_t n_fields) : n_fields_(n_fields) {
  if (n_fields < 1) throw std::invalid_argument("an article needs at least one field");
}

void Learner::prepare(tokens::NgramRange range, std::size_t n_counters) {
  if (!counters_.empty() && (counters_.front().range().least != range.least ||
                             counters_.front().range().most != range.most)) {
    throw std::invalid_argument("n-gram lengths must be those of the articles before");
  }
  while (counters_.size() < n_counters) counters_.emplace_back(range, n_fields_);
}

void Learner::add(std::span<const text::View> texts, const tokens::Analyzer& analyzer,
                  const base::Run& run) {
  require_fields(texts.size(), n_fields_);
  auto pieces = cut_pieces(texts, n_documents_, n_fields_);
  n_documents_ =
      to_index(static_cast<std::size_t>(n_documents_) + texts.size() / n_fields_, "articles");
  prepare(analyzer.word_ngrams(), std::min(static_cast<std::size_t>(run.n_threads), pieces.size()));
  const auto first_piece = pieces_.size();
  std::move(pieces.begin(), pieces.end(), std::back_inserter(pieces_));
  base::parallel_for(
      static_cast<std::int64_t>(pieces.size()), run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        auto& piece = pieces_[first_piece + static_cast<std::size_t>(p)];
        piece.thread = checkpoint.thread();
        auto& counter = counters_[static_cast<std::size_t>(piece.thread)];
        piece.reserve();
        counter.reserve(piece.length, checkpoint);
        for (Index d = piece.first_document; d < piece.last_document; ++d) {
          const auto row = static_cast<std::size_t>(d - pieces_[first_piece].first_document);
          counter.count(texts.subspan(row * n_fields_, n_fields_), d, analyzer, checkpoint, piece);
        }
      });
}

void Learner::add(std::span<const Offset> indptr, std::span<const text::View> texts,
                  const base::Run& run) {
  require_fields(indptr.size() - 1, n_fields_);
  prepare({}, 1);
  auto& piece = pieces_.emplace_back();
  piece.first_document = n_documents_;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (std::size_t i = 0; i + 1 < indptr.size(); i += n_fields_) {
      checkpoint();
      counters_[0].count_tokens(indptr.subspan(i, n_fields_ + 1), texts, n_documents_, checkpoint,
                                piece);
      n_documents_ = to_index(static_cast<std::size_t>(n_documents_) + 1, "articles");
    }
  });
  piece.last_document = n_documents_;
}

bool Learner::has_terms() const {
  return std::any_of(counters_.begin(), counters_.end(),
                     [](const Counter& counter) { return counter.words().size() > 0; });
}

template <class T>
Learnt<T> Learner::finish(const Pruning& pruning, const Values& values, const base::Run& run) {
  if (values.field_weights.size() != n_fields_) {
    throw std::invalid_argument(std::to_string(values.field_weights.size()) +
                                " field weights do not fit " + std::to_string(n_fields_) +
                                " fields");
  }
  if (!pruning.rank_weights.empty() && pruning.rank_weights.size() != n_fields_) {
    throw std::invalid_argument("rank_weights do not fit the fields");
  }
  Merged merged;
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    merged = merge_and_prune(counters_, values, pruning, checkpoint);
  });
  CollectionFrequencies frequencies{{}, {}, merged.terms.size()};
  for (auto& counter : counters_) frequencies.tallies.push_back(counter.take_tallies());
  counters_.clear();
  n_documents_ = 0;
  auto counts =
      assemble<T>(std::exchange(pieces_, {}), merged.columns, frequencies.n_terms, values, run);
  frequencies.columns = std::move(merged.columns);
  return {std::move(counts), std::move(merged.terms), std::move(merged.document_frequencies),
          std::move(frequencies)};
}

template Learnt<std::int32_t> Learner::finish(const Pruning&, const Values&, const base::Run&);
template Learnt<std::int64_t> Learner::finish(const Pruning&, const Values&, const base::Run&);
template Learnt<float> Learner::finish(const Pruning&, const Values&, const base::Run&);
template Learnt<double> Learner::finish(const Pruning&, const Values&, const base::Run&);

}  // namespace broadsheet::vocabulary
