// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/hashing.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/tokens/murmur_hash.hpp"
#include "broadsheet/vocabulary/pieces.hpp"
#include "broadsheet/vocabulary/sort_row.hpp"

namespace broadsheet::vocabulary {
namespace {

// Counts one article after the other into a piece, whose ids are columns and ascend in each row.
class Hasher {
 public:
  explicit Hasher(const HashingOptions& options) : options_(options), sorter_(options.n_features) {}

  void begin_row() {
    sorter_.clear();
    n_tokens_ = 0;
  }

  void add(const tokens::Token& token) {
    const auto hash = static_cast<std::int32_t>(tokens::murmur_hash(token.text()));
    // As wide as -2^31 needs, whose absolute value no 32-bit number is.
    const auto column = std::abs(static_cast<std::int64_t>(hash)) % options_.n_features;
    sorter_.append(static_cast<Index>(column), options_.alternate_sign && hash < 0 ? -1 : 1);
    ++n_tokens_;
  }

  void end_row(Piece& piece) {
    columns_.resize(n_tokens_);
    signs_.resize(n_tokens_);
    sorter_.sort_into(columns_.data(), signs_.data());
    const auto row_begin = piece.ids.size();
    for (std::size_t e = 0; e < n_tokens_; ++e) {
      if (e > 0 && columns_[e] == columns_[e - 1]) {
        piece.counts.back() += signs_[e];
      } else {
        piece.ids.push_back(columns_[e]);
        piece.counts.push_back(signs_[e]);
      }
    }
    piece.end_row(row_begin);
  }

 private:
  const HashingOptions& options_;
  RowSorter sorter_;
  std::size_t n_tokens_ = 0;
  std::vector<Index> columns_;
  std::vector<std::int32_t> signs_;
};

void require_features(const HashingOptions& options) {
  if (options.n_features < 1) {
    throw std::invalid_argument("n_features must be at least 1, got " +
                                std::to_string(options.n_features));
  }
}

}  // namespace

sparse::Csr<std::int32_t> hash_counts(std::span<const text::View> documents,
                                      const tokens::Analyzer& analyzer,
                                      const HashingOptions& options, const base::Run& run) {
  require_features(options);
  auto pieces = cut_pieces(documents);
  std::vector<tokens::Analyzer::Scratch> scratch(
      std::clamp<std::size_t>(static_cast<std::size_t>(run.n_threads), 1, pieces.size() + 1));
  base::parallel_for(static_cast<std::int64_t>(pieces.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       auto& piece = pieces[static_cast<std::size_t>(p)];
                       Hasher hasher(options);
                       for (Index d = piece.first_document; d < piece.last_document; ++d) {
                         hasher.begin_row();
                         analyzer.analyze(documents[static_cast<std::size_t>(d)],
                                          scratch[static_cast<std::size_t>(checkpoint.thread())],
                                          checkpoint, [&](std::span<const tokens::Token> batch) {
                                            for (const auto& token : batch) hasher.add(token);
                                          });
                         hasher.end_row(piece);
                       }
                     });
  return concatenate(std::move(pieces), options.n_features);
}

sparse::Csr<std::int32_t> hash_counts(std::span<const Offset> indptr,
                                      std::span<const text::View> texts,
                                      const HashingOptions& options, const base::Run& run) {
  require_features(options);
  std::vector<Piece> pieces(1);
  pieces.front().last_document = to_index(indptr.size() - 1, "articles");
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    Hasher hasher(options);
    text::Folded folded;
    for (std::size_t d = 0; d + 1 < indptr.size(); ++d) {
      hasher.begin_row();
      for (auto t = indptr[d]; t < indptr[d + 1]; ++t) {
        const auto& view = texts[static_cast<std::size_t>(t)];
        folded.clear();
        text::fold(view, 0, view.length, {.lowercase = false}, checkpoint, folded);
        hasher.add({folded.bytes().data(), folded.bytes().size(), 0});
      }
      hasher.end_row(pieces.front());
    }
  });
  return concatenate(std::move(pieces), options.n_features);
}

}  // namespace broadsheet::vocabulary
