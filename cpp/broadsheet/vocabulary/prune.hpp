// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/vocabulary/pieces.hpp"
#include "broadsheet/vocabulary/term_table.hpp"
#include "broadsheet/vocabulary/terms.hpp"

namespace broadsheet::vocabulary {

/// Which terms are kept. Limits are numbers of articles, not shares; a share of a collection need
/// not be whole, so they are real numbers.
struct Pruning {
  double min_document_frequency = 1.0;  ///< rarer terms are left out.
  double max_document_frequency = std::numeric_limits<double>::infinity();  ///< so are commoner.
  /// Of what is left, keep this many: the most frequent in the whole collection; ties go to the
  /// term that comes first in code point order.
  std::optional<Index> max_features = std::nullopt;
  /// Whether that is judged by the articles that hold a term instead of its occurrences.
  bool binary = false;
};

/// The kept terms of several tables, merged and in code point order.
struct Merged {
  Terms terms;
  std::vector<Index> document_frequencies;  ///< by column.
  std::vector<std::vector<Index>> columns;  ///< by table and id; -1: pruned.
};

/// @param tables  of disjoint sets of articles. O(terms log terms), once.
/// @param pieces  their counts, read only where max_features needs collection frequencies.
/// @throws std::invalid_argument  with scikit-learn's words when there is no term, or none left.
[[nodiscard]] Merged merge_and_prune(const std::vector<TermTable>& tables,
                                     const std::vector<Piece>& pieces, const Pruning& pruning);

}  // namespace broadsheet::vocabulary
