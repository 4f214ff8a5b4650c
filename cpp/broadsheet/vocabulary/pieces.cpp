// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/pieces.hpp"

#include <algorithm>

#include "broadsheet/vocabulary/sort_row.hpp"

namespace broadsheet::vocabulary {

std::vector<Piece> cut_pieces(std::span<const text::View> documents, Index first_document) {
  // Some milliseconds of counting: fine enough to share out and to stop, coarse enough to be free.
  constexpr std::size_t code_points_per_piece = 1 << 19;
  constexpr std::size_t cost_of_an_article = 64;
  const auto end =
      to_index(static_cast<std::size_t>(first_document) + documents.size(), "articles");
  std::vector<Piece> pieces;
  std::size_t cost = 0;
  for (Index d = first_document; d < end; ++d) {
    if (pieces.empty() || cost >= code_points_per_piece) {
      pieces.emplace_back().first_document = d;
      cost = 0;
    }
    cost += documents[static_cast<std::size_t>(d - first_document)].length + cost_of_an_article;
    pieces.back().last_document = d + 1;
  }
  return pieces;
}

sparse::Csr<std::int32_t> assemble(std::vector<Piece>&& pieces,
                                   const std::vector<std::vector<Index>>& columns, Index n_cols,
                                   const base::Run& run) {
  const auto n_pieces = static_cast<std::int64_t>(pieces.size());
  const auto n_documents = pieces.empty() ? 0 : pieces.back().last_document;
  sparse::Csr<std::int32_t> result;
  result.n_cols = n_cols;
  result.indptr.assign(static_cast<std::size_t>(n_documents) + 1, 0);

  // Ids to columns, and how long each row comes out.
  base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint&) {
    auto& piece = pieces[static_cast<std::size_t>(p)];
    const auto& column_of = columns[static_cast<std::size_t>(piece.thread)];
    std::size_t entry = 0;
    for (std::size_t r = 0; r < piece.row_lengths.size(); ++r) {
      Offset kept = 0;
      const auto end = entry + static_cast<std::size_t>(piece.row_lengths[r]);
      for (; entry < end; ++entry) {
        auto& id = piece.ids[entry];
        id = column_of[static_cast<std::size_t>(id)];
        kept += id >= 0;
      }
      result.indptr[static_cast<std::size_t>(piece.first_document) + r + 1] = kept;
    }
  });
  for (std::size_t d = 1; d < result.indptr.size(); ++d) result.indptr[d] += result.indptr[d - 1];
  result.indices.resize(static_cast<std::size_t>(result.indptr.back()));
  result.values.resize(result.indices.size());

  base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint&) {
    const Piece piece = std::move(pieces[static_cast<std::size_t>(p)]);
    RowSorter sorter(n_cols);
    std::size_t entry = 0;
    for (std::size_t r = 0; r < piece.row_lengths.size(); ++r) {
      sorter.clear();
      const auto end = entry + static_cast<std::size_t>(piece.row_lengths[r]);
      for (; entry < end; ++entry) {
        if (piece.ids[entry] >= 0) sorter.append(piece.ids[entry], piece.counts[entry]);
      }
      const auto to = static_cast<std::size_t>(
          result.indptr[static_cast<std::size_t>(piece.first_document) + r]);
      sorter.sort_into(result.indices.data() + to, result.values.data() + to);
    }
  });
  return result;
}

sparse::Csr<std::int32_t> concatenate(std::vector<Piece>&& pieces, Index n_cols) {
  sparse::Csr<std::int32_t> result;
  result.n_cols = n_cols;
  std::size_t n_entries = 0;
  for (const auto& piece : pieces) n_entries += piece.ids.size();
  result.indices.reserve(n_entries);
  result.values.reserve(n_entries);
  for (auto& next : pieces) {
    const Piece piece = std::move(next);
    for (const auto length : piece.row_lengths) {
      result.indptr.push_back(result.indptr.back() + length);
    }
    result.indices.insert(result.indices.end(), piece.ids.begin(), piece.ids.end());
    result.values.insert(result.values.end(), piece.counts.begin(), piece.counts.end());
  }
  return result;
}

}  // namespace broadsheet::vocabulary
