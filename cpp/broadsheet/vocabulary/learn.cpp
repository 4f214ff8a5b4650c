// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/learn.hpp"

#include <algorithm>

namespace broadsheet::vocabulary {
namespace {

// Counts one batch of an article's tokens. All slots are asked for before the first is read: the
// table is larger than a core's cache, and the memory answers many requests at once.
void count(std::span<const tokens::Token> batch, Index document, std::size_t row_begin,
           TermTable& table, Piece& piece) {
  constexpr std::size_t ahead = 32;
  for (std::size_t i = 0; i < std::min(ahead, batch.size()); ++i) table.prefetch(batch[i]);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i + ahead < batch.size()) table.prefetch(batch[i + ahead]);
    auto& slot = table.intern(batch[i]);
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
}

}  // namespace

Learnt learn(std::span<const text::View> documents, const tokens::WordTokenizer& tokenizer,
             const Pruning& pruning, const base::Run& run) {
  auto pieces = cut_pieces(documents);
  const auto n_tables = std::clamp<std::size_t>(static_cast<std::size_t>(run.n_threads), 1,
                                                std::max<std::size_t>(pieces.size(), 1));
  std::vector<TermTable> tables(n_tables);
  std::vector<tokens::WordTokenizer::Scratch> scratch(n_tables);
  base::parallel_for(
      static_cast<std::int64_t>(pieces.size()), run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        auto& piece = pieces[static_cast<std::size_t>(p)];
        piece.thread = checkpoint.thread();
        const auto thread = static_cast<std::size_t>(piece.thread);
        for (Index d = piece.first_document; d < piece.last_document; ++d) {
          const auto row_begin = piece.ids.size();
          tokenizer.tokenize(documents[static_cast<std::size_t>(d)], scratch[thread], checkpoint,
                             [&](std::span<const tokens::Token> batch) {
                               count(batch, d, row_begin, tables[thread], piece);
                             });
          piece.end_row(row_begin);
        }
      });
  auto merged = merge_and_prune(tables, pieces, pruning);
  tables.clear();
  const auto n_terms = merged.terms.size();
  return {assemble(std::move(pieces), merged.columns, n_terms, run), std::move(merged.terms),
          std::move(merged.document_frequencies)};
}

}  // namespace broadsheet::vocabulary
