// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/learn.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace broadsheet::vocabulary {
namespace {

void count(const tokens::Token& token, Index document, std::size_t row_begin, TermTable& table,
           Piece& piece) {
  auto& slot = table.intern(token);
  if (slot.last_document == document) {
    ++piece.counts[row_begin + slot.position];
  } else {
    slot.last_document = document;
    slot.position = static_cast<std::uint32_t>(piece.ids.size() - row_begin);
    ++slot.document_frequency;
    piece.ids.push_back(slot.id);
    piece.counts.push_back(1);
  }
}

// Counts one batch of an article's tokens. Slots are asked for before they are read: the table is
// larger than a core's cache, and the memory answers many requests at once.
void count(std::span<const tokens::Token> batch, Index document, std::size_t row_begin,
           TermTable& table, Piece& piece) {
  constexpr std::size_t ahead = 32;
  for (std::size_t i = 0; i < std::min(ahead, batch.size()); ++i) table.prefetch(batch[i]);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i + ahead < batch.size()) table.prefetch(batch[i + ahead]);
    count(batch[i], document, row_begin, table, piece);
  }
}

}  // namespace

void Learner::add(std::span<const text::View> documents, const tokens::Analyzer& analyzer,
                  const base::Run& run) {
  auto pieces = cut_pieces(documents, n_documents_);
  n_documents_ = to_index(static_cast<std::size_t>(n_documents_) + documents.size(), "articles");
  const auto n_tables = std::min(static_cast<std::size_t>(run.n_threads), pieces.size());
  if (tables_.size() < n_tables) {
    tables_.resize(n_tables);
    scratch_.resize(n_tables);
  }
  const auto first_piece = pieces_.size();
  std::move(pieces.begin(), pieces.end(), std::back_inserter(pieces_));
  base::parallel_for(
      static_cast<std::int64_t>(pieces.size()), run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        auto& piece = pieces_[first_piece + static_cast<std::size_t>(p)];
        piece.thread = checkpoint.thread();
        const auto thread = static_cast<std::size_t>(piece.thread);
        const auto offset = piece.first_document - pieces_[first_piece].first_document;
        for (Index d = piece.first_document; d < piece.last_document; ++d) {
          const auto row_begin = piece.ids.size();
          const auto& view = documents[static_cast<std::size_t>(d - piece.first_document + offset)];
          analyzer.analyze(view, scratch_[thread], checkpoint,
                           [&](std::span<const tokens::Token> batch) {
                             count(batch, d, row_begin, tables_[thread], piece);
                           });
          piece.end_row(row_begin);
        }
      });
}

void Learner::add(std::span<const text::View> texts) {
  if (tables_.empty()) {
    tables_.resize(1);
    scratch_.resize(1);
  }
  constexpr std::size_t entries_per_piece = 1 << 16;
  if (pieces_.empty() || pieces_.back().thread != 0 ||
      pieces_.back().ids.size() > entries_per_piece) {
    pieces_.emplace_back().first_document = n_documents_;
  }
  auto& piece = pieces_.back();
  const auto row_begin = piece.ids.size();
  base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (const auto& view : texts) {
      token_.clear();
      text::fold(view, 0, view.length, {.lowercase = false}, checkpoint, token_);
      const auto bytes = token_.bytes();
      count(tokens::Token(bytes.data(), bytes.size(), tokens::process_seed()), n_documents_,
            row_begin, tables_[0], piece);
    }
  });
  piece.end_row(row_begin);
  n_documents_ = to_index(static_cast<std::size_t>(n_documents_) + 1, "articles");
  piece.last_document = n_documents_;
}

Learnt Learner::finish(const Pruning& pruning, const base::Run& run) {
  auto merged = merge_and_prune(tables_, pieces_, pruning);
  tables_.clear();
  scratch_.clear();
  n_documents_ = 0;
  const auto n_terms = merged.terms.size();
  return {assemble(std::exchange(pieces_, {}), merged.columns, n_terms, run),
          std::move(merged.terms), std::move(merged.document_frequencies)};
}

}  // namespace broadsheet::vocabulary
