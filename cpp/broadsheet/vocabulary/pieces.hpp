// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::vocabulary {

/// The counts of a run of articles, under ids that are not columns yet.
struct Piece {
  Index first_document = 0;
  Index last_document = 0;  ///< one past the last.
  int thread = 0;           ///< whose ids these are.
  std::vector<Index> row_lengths;
  std::vector<Index> ids;
  std::vector<std::int32_t> counts;

  /// Begins a new row; entries are appended to `ids` and `counts`.
  void end_row(std::size_t row_begin) {
    row_lengths.push_back(static_cast<Index>(ids.size() - row_begin));
  }
};

/// Cuts articles into runs that take about equally long, by their texts alone.
/// @param first_document  the number of the first of them.
[[nodiscard]] std::vector<Piece> cut_pieces(std::span<const text::View> documents,
                                            Index first_document = 0);

/// Joins pieces to a canonical matrix: ids become columns, each row is sorted.
///
/// @param columns  by thread and id: the column, or -1 for a term that is left out. Distinct
///                 for distinct ids of one thread.
/// @param pieces   emptied as they are used, so that both never stand in memory whole.
[[nodiscard]] sparse::Csr<std::int32_t> assemble(std::vector<Piece>&& pieces,
                                                 const std::vector<std::vector<Index>>& columns,
                                                 Index n_cols, const base::Run& run);

/// Joins pieces whose ids are columns that ascend in each row.
[[nodiscard]] sparse::Csr<std::int32_t> concatenate(std::vector<Piece>&& pieces, Index n_cols);

}  // namespace broadsheet::vocabulary
