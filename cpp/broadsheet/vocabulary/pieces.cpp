// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/pieces.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/vocabulary/sort_row.hpp"

namespace broadsheet::vocabulary {
namespace {

bool leaves_out(const std::vector<base::Buffer<Index>>& columns) {
  return std::any_of(columns.begin(), columns.end(), [](const base::Buffer<Index>& by_id) {
    return std::find(by_id.begin(), by_id.end(), -1) != by_id.end();
  });
}

// How many entries of each row are kept, to the row's place behind the one before it.
void measure_rows(const Piece& piece, const base::Buffer<Index>& column_of, std::size_t n_fields,
                  Offset* lengths) {
  Entries::Reader reader(piece.entries);
  for (const auto n_entries : piece.row_lengths) {
    Offset kept = 0;
    for (Index e = 0; e < n_entries; ++e) {
      kept += column_of[static_cast<std::size_t>(reader.next().id)] >= 0;
      for (std::size_t f = 1; f < n_fields; ++f) static_cast<void>(reader.next());
    }
    *lengths++ = kept;
  }
}

// Writes a piece's rows, one behind the other.
template <class T, class ColumnOf>
void write_counts(const Piece& piece, const ColumnOf& column_of, RowSorter& sorter, bool binary,
                  Index* columns, T* values) {
  Entries::Reader reader(piece.entries);
  for (const auto n_entries : piece.row_lengths) {
    sorter.clear();
    for (Index e = 0; e < n_entries; ++e) {
      const auto entry = reader.next();
      const auto column = column_of(entry.id);
      if (column >= 0) sorter.append(column, binary ? 1 : entry.count);
    }
    for (const auto entry : sorter.sorted()) {
      *columns++ = RowSorter::column(entry);
      *values++ = static_cast<T>(RowSorter::value(entry));
    }
  }
}

template <class T, class ColumnOf>
void write_weighted(const Piece& piece, const ColumnOf& column_of, RowSorter& sorter,
                    const Values& how, Index* columns, T* values) {
  Entries::Reader reader(piece.entries);
  std::vector<double> sums;
  for (const auto n_entries : piece.row_lengths) {
    sorter.clear();
    sums.clear();
    for (Index e = 0; e < n_entries; ++e) {
      const auto sum = reader.next(how.field_weights);
      const auto column = column_of(sum.id);
      if (column < 0) continue;
      sorter.append(column, static_cast<std::int32_t>(sums.size()));
      sums.push_back(how.binary ? 1.0 : sum.value);
    }
    for (const auto entry : sorter.sorted()) {
      *columns++ = RowSorter::column(entry);
      *values++ = static_cast<T>(sums[static_cast<std::size_t>(RowSorter::value(entry))]);
    }
  }
}

}  // namespace

std::size_t Piece::likely_entries() const {
  constexpr std::size_t most = 1 << 18;
  return std::min(length / 2, most);
}

void Piece::reserve() { entries.reserve(likely_entries()); }

void Piece::append(const Row& row) {
  const auto ids = row.ids();
  const auto counts = row.counts();
  const auto n_fields = row.n_fields();
  row_lengths.push_back(static_cast<Index>(ids.size()));
  for (std::size_t e = 0; e < ids.size(); ++e) {
    for (std::size_t f = 0; f < n_fields; ++f) {
      entries.append({ids[e], static_cast<std::int32_t>(counts[e * n_fields + f])});
    }
  }
}

void require_fields(std::size_t n_texts, std::size_t n_fields) {
  if (n_fields < 1 || n_texts % n_fields != 0) {
    throw std::invalid_argument(std::to_string(n_texts) +
                                " texts are no whole number of articles, of " +
                                std::to_string(n_fields) + " fields each");
  }
}

std::vector<Piece> cut_pieces(std::span<const text::View> texts, Index first_document,
                              std::size_t n_fields) {
  // Some milliseconds of counting: fine enough to share out and to stop, coarse enough to be free.
  constexpr std::size_t code_points_per_piece = 1 << 19;
  constexpr std::size_t cost_of_an_article = 64;
  const auto cost_of = [](const Piece& piece) {
    const auto n = static_cast<std::size_t>(piece.last_document - piece.first_document);
    return piece.length + n * cost_of_an_article;
  };
  const auto n_documents = texts.size() / n_fields;
  const auto end = to_index(static_cast<std::size_t>(first_document) + n_documents, "articles");
  std::vector<Piece> pieces;
  for (Index d = first_document; d < end; ++d) {
    if (pieces.empty() || cost_of(pieces.back()) >= code_points_per_piece) {
      pieces.emplace_back().first_document = d;
    }
    auto& piece = pieces.back();
    const auto first = static_cast<std::size_t>(d - first_document) * n_fields;
    for (const auto& text : texts.subspan(first, n_fields)) piece.length += text.length;
    piece.last_document = d + 1;
  }
  return pieces;
}

template <class T>
sparse::Csr<T> assemble(std::vector<Piece>&& pieces,
                        const std::vector<base::Buffer<Index>>& columns, Index n_cols,
                        const Values& values, const base::Run& run) {
  const auto n_pieces = static_cast<std::int64_t>(pieces.size());
  const auto n_documents = pieces.empty() ? 0 : pieces.back().last_document;
  sparse::Csr<T> result;
  result.n_cols = n_cols;
  result.indptr.assign(static_cast<std::size_t>(n_documents) + 1, 0);
  const bool all = !leaves_out(columns);
  const auto n_fields = values.field_weights.size();

  base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint&) {
    const auto& piece = pieces[static_cast<std::size_t>(p)];
    auto* const lengths = result.indptr.data() + piece.first_document + 1;
    if (all) {
      std::copy(piece.row_lengths.begin(), piece.row_lengths.end(), lengths);
    } else {
      measure_rows(piece, columns[static_cast<std::size_t>(piece.thread)], n_fields, lengths);
    }
  });
  for (std::size_t d = 1; d < result.indptr.size(); ++d) result.indptr[d] += result.indptr[d - 1];
  result.indices.resize(static_cast<std::size_t>(result.indptr.back()));
  result.values.resize(result.indices.size());

  base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint&) {
    const Piece piece = std::move(pieces[static_cast<std::size_t>(p)]);
    RowSorter sorter(n_cols);
    const auto to = result.indptr[static_cast<std::size_t>(piece.first_document)];
    auto* const indices = result.indices.data() + to;
    auto* const data = result.values.data() + to;
    const auto write = [&](const auto& column_of) {
      if (are_counts(values.field_weights)) {
        write_counts(piece, column_of, sorter, values.binary, indices, data);
      } else {
        write_weighted(piece, column_of, sorter, values, indices, data);
      }
    };
    if (columns.empty()) {
      write([](Index id) { return id; });
    } else {
      const auto& of_thread = columns[static_cast<std::size_t>(piece.thread)];
      write([&](Index id) { return of_thread[static_cast<std::size_t>(id)]; });
    }
  });
  return result;
}

template sparse::Csr<std::int32_t> assemble(std::vector<Piece>&&,
                                            const std::vector<base::Buffer<Index>>&, Index,
                                            const Values&, const base::Run&);
template sparse::Csr<std::int64_t> assemble(std::vector<Piece>&&,
                                            const std::vector<base::Buffer<Index>>&, Index,
                                            const Values&, const base::Run&);
template sparse::Csr<float> assemble(std::vector<Piece>&&, const std::vector<base::Buffer<Index>>&,
                                     Index, const Values&, const base::Run&);
template sparse::Csr<double> assemble(std::vector<Piece>&&, const std::vector<base::Buffer<Index>>&,
                                      Index, const Values&, const base::Run&);

}  // namespace broadsheet::vocabulary
