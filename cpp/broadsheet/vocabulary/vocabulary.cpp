// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/vocabulary.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

#include "broadsheet/vocabulary/pieces.hpp"

namespace broadsheet::vocabulary {
namespace {

// Where each term stands in the row that a thread is counting.
struct Seen {
  Index document = -1;
  std::uint32_t position = 0;
};

// Counts tokens of one article into the last row of a piece.
void count_batch(std::span<const tokens::Token> batch, const TermTable& table, Index document,
                 std::size_t row_begin, std::vector<Seen>& seen, Piece& piece) {
  constexpr std::size_t ahead = 32;
  for (std::size_t i = 0; i < batch.size() + ahead; ++i) {
    if (i < batch.size()) table.prefetch(batch[i]);
    if (i < ahead) continue;
    const auto id = table.find(batch[i - ahead]);
    if (id < 0) continue;
    auto& at = seen[static_cast<std::size_t>(id)];
    if (at.document == document) {
      ++piece.counts[row_begin + at.position];
    } else {
      at = {document, static_cast<std::uint32_t>(piece.ids.size() - row_begin)};
      piece.ids.push_back(id);
      piece.counts.push_back(1);
    }
  }
}

// Ids are columns already.
std::vector<std::vector<Index>> identity(Index size) {
  std::vector<Index> columns(static_cast<std::size_t>(size));
  std::iota(columns.begin(), columns.end(), 0);
  return {std::move(columns)};
}

}  // namespace

Vocabulary::Vocabulary(std::span<const std::string_view> terms) {
  std::string padded;
  for (const auto term : terms) {
    padded.assign(term);
    padded.resize(term.size() + text::Folded::padding);
    const auto size = table_.size();
    table_.intern(tokens::Token(padded.data(), term.size(), tokens::process_seed()));
    if (table_.size() == size) {
      throw std::invalid_argument("Duplicate term in vocabulary: '" + std::string(term) + "'");
    }
  }
}

sparse::Csr<std::int32_t> Vocabulary::count(std::span<const text::View> documents,
                                            const tokens::Analyzer& analyzer,
                                            const base::Run& run) const {
  auto pieces = cut_pieces(documents);
  const auto n_threads = std::clamp<std::size_t>(static_cast<std::size_t>(run.n_threads), 1,
                                                 std::max<std::size_t>(pieces.size(), 1));
  std::vector<std::vector<Seen>> seen(n_threads);
  std::vector<tokens::Analyzer::Scratch> scratch(n_threads);
  base::parallel_for(static_cast<std::int64_t>(pieces.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       auto& piece = pieces[static_cast<std::size_t>(p)];
                       const auto thread = static_cast<std::size_t>(checkpoint.thread());
                       seen[thread].resize(static_cast<std::size_t>(size()));
                       for (Index d = piece.first_document; d < piece.last_document; ++d) {
                         const auto row_begin = piece.ids.size();
                         analyzer.analyze(documents[static_cast<std::size_t>(d)], scratch[thread],
                                          checkpoint, [&](std::span<const tokens::Token> batch) {
                                            count_batch(batch, table_, d, row_begin, seen[thread],
                                                        piece);
                                          });
                         piece.end_row(row_begin);
                       }
                     });
  return assemble(std::move(pieces), identity(size()), size(), run);
}

sparse::Csr<std::int32_t> Vocabulary::count(std::span<const Offset> indptr,
                                            std::span<const text::View> texts,
                                            const base::Run& run) const {
  std::vector<Piece> pieces(1);
  auto& piece = pieces.front();
  piece.last_document = to_index(indptr.size() - 1, "articles");
  std::vector<Seen> seen(static_cast<std::size_t>(size()));
  text::Folded folded;
  const auto seed = tokens::process_seed();
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (Index d = 0; d < piece.last_document; ++d) {
      const auto row_begin = piece.ids.size();
      const auto first = static_cast<std::size_t>(indptr[static_cast<std::size_t>(d)]);
      const auto last = static_cast<std::size_t>(indptr[static_cast<std::size_t>(d) + 1]);
      for (const auto& view : texts.subspan(first, last - first)) {
        folded.clear();
        text::fold(view, 0, view.length, {.lowercase = false}, checkpoint, folded);
        const tokens::Token token(folded.bytes().data(), folded.bytes().size(), seed);
        count_batch({&token, 1}, table_, d, row_begin, seen, piece);
      }
      piece.end_row(row_begin);
    }
  });
  return assemble(std::move(pieces), identity(size()), size(), run);
}

}  // namespace broadsheet::vocabulary
