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
                                            const tokens::WordTokenizer& tokenizer,
                                            const base::Run& run) const {
  auto pieces = cut_pieces(documents);
  const auto n_threads = std::clamp<std::size_t>(static_cast<std::size_t>(run.n_threads), 1,
                                                 std::max<std::size_t>(pieces.size(), 1));
  std::vector<std::vector<Seen>> seen(n_threads);
  std::vector<tokens::WordTokenizer::Scratch> scratch(n_threads);

  base::parallel_for(
      static_cast<std::int64_t>(pieces.size()), run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        auto& piece = pieces[static_cast<std::size_t>(p)];
        const auto thread = static_cast<std::size_t>(checkpoint.thread());
        auto& mine = seen[thread];
        mine.resize(static_cast<std::size_t>(size()));
        for (Index d = piece.first_document; d < piece.last_document; ++d) {
          const auto row_begin = piece.ids.size();
          const auto count_batch = [&](std::span<const tokens::Token> batch) {
            constexpr std::size_t ahead = 32;
            for (std::size_t i = 0; i < batch.size() + ahead; ++i) {
              if (i < batch.size()) table_.prefetch(batch[i]);
              if (i < ahead) continue;
              const auto id = table_.find(batch[i - ahead]);
              if (id < 0) continue;
              auto& at = mine[static_cast<std::size_t>(id)];
              if (at.document == d) {
                ++piece.counts[row_begin + at.position];
              } else {
                at = {d, static_cast<std::uint32_t>(piece.ids.size() - row_begin)};
                piece.ids.push_back(id);
                piece.counts.push_back(1);
              }
            }
          };
          tokenizer.tokenize(documents[static_cast<std::size_t>(d)], scratch[thread], checkpoint,
                             count_batch);
          piece.end_row(row_begin);
        }
      });

  // Ids are columns already.
  std::vector<Index> identity(static_cast<std::size_t>(size()));
  std::iota(identity.begin(), identity.end(), 0);
  return assemble(std::move(pieces), {std::move(identity)}, size(), run);
}

}  // namespace broadsheet::vocabulary
