// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/vocabulary/entries.hpp"
#include "broadsheet/vocabulary/row.hpp"

namespace broadsheet::vocabulary {

/// The counts of a run of articles, under ids that are not columns yet.
struct Piece {
  Index first_document = 0;
  Index last_document = 0;         ///< one past the last.
  std::size_t length = 0;          ///< of the texts, as they were cut.
  int thread = 0;                  ///< whose ids these are.
  std::vector<Index> row_lengths;  ///< entries of each row, one of every field.
  Entries entries;                 ///< of each term of a row, its count in every field in turn.

  void append(const Row& row);

  /// How many entries its texts have at the most, or nearly.
  [[nodiscard]] std::size_t likely_entries() const;

  /// Makes room for the entries of its texts: so much that it is pages, of which only those that
  /// are written take up memory, and which go back to the system when the piece ends.
  void reserve();
};

/// @throws std::invalid_argument  when texts are no whole number of articles.
void require_fields(std::size_t n_texts, std::size_t n_fields);

/// Cuts articles into runs that take about equally long, by their texts alone.
/// @param texts           shape (n_documents * n_fields,): the fields of each article in turn.
/// @param first_document  the number of the first article.
[[nodiscard]] std::vector<Piece> cut_pieces(std::span<const text::View> texts,
                                            Index first_document = 0, std::size_t n_fields = 1);

/// What a term's counts become.
struct Values {
  bool binary = false;                   ///< 1 in place of every count.
  std::vector<double> field_weights{1};  ///< by field; a value is the sum of weight times count.
};

/// Whether a value is a count: there is one field, which is not weighed.
[[nodiscard]] inline bool are_counts(std::span<const double> field_weights) {
  return field_weights.size() == 1 && field_weights[0] == 1.0;
}

/// Joins pieces to a canonical matrix: ids become columns, each row is sorted.
///
/// @param columns  by thread and id: the column, or -1 for a term that is left out. Distinct
///                 for distinct ids of one thread. Empty if ids are columns.
/// @param pieces   emptied as they are used, so that both never stand in memory whole.
template <class T>
[[nodiscard]] sparse::Csr<T> assemble(std::vector<Piece>&& pieces,
                                      const std::vector<base::Buffer<Index>>& columns, Index n_cols,
                                      const Values& values, const base::Run& run);

}  // namespace broadsheet::vocabulary
