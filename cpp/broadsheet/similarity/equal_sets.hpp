// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/duplicates.hpp"

namespace broadsheet::similarity {

/// Which articles have the same set. Numbered by first article; empty sets have no number.
struct EqualSets {
  std::vector<Index> number;         ///< shape (n_sets,); of the distinct set, -1 where empty.
  std::vector<Index> first_article;  ///< shape (n_distinct,), ascending.
  std::vector<Offset> copies_from;   ///< shape (n_distinct + 1,); into `copies`.
  std::vector<Index> copies;         ///< by distinct set the articles but for the first, ascending.
};

/// Linear in the ids, however many are equal: found by hash, decided by comparison.
[[nodiscard]] EqualSets equal_sets(const SetsView& sets, base::Checkpoint& checkpoint);

}  // namespace broadsheet::similarity
