// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/vocabulary/counter.hpp"
#include "broadsheet/vocabulary/pieces.hpp"
#include "broadsheet/vocabulary/terms.hpp"

namespace broadsheet::vocabulary {

/// Which terms are kept. Limits are numbers of articles, not shares; a share of a collection need
/// not be whole, so they are real numbers.
struct Pruning {
  double min_document_frequency = 1.0;  ///< rarer terms are left out.
  double max_document_frequency = std::numeric_limits<double>::infinity();  ///< so are commoner.
  /// Of what is left, keep this many: those of the greatest sum of values over the collection;
  /// ties go to the term that comes first in code point order.
  std::optional<Index> max_features = std::nullopt;
  /// What each field counts in that sum, where it is not what it counts in a value: whole numbers
  /// in the same ratio, whose sums are exact.
  std::vector<double> rank_weights = {};
};

/// There is no term, or pruning leaves none; in scikit-learn's words.
class EmptyVocabulary : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// The kept terms of several threads, merged and in code point order.
struct Merged {
  Terms terms;
  std::vector<Index> document_frequencies;   ///< by column.
  std::vector<base::Buffer<Index>> columns;  ///< by thread and id in rows; -1: pruned.
};

/// @param counters  of disjoint sets of articles. O(terms log terms), once.
/// @throws EmptyVocabulary  when there is no term, or none left.
[[nodiscard]] Merged merge_and_prune(const std::vector<Counter>& counters, const Values& values,
                                     const Pruning& pruning, base::Checkpoint& checkpoint);

}  // namespace broadsheet::vocabulary
