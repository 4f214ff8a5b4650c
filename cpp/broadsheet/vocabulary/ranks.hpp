// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/vocabulary/ngram_table.hpp"
#include "broadsheet/vocabulary/term_table.hpp"

namespace broadsheet::vocabulary {

/// The distinct terms of several tables, numbered in code point order.
struct Ranks {
  Index size = 0;
  std::vector<base::Buffer<Index>> of;  ///< by table and id.
};

/// Of words, with where to find the text of each.
struct WordRanks : Ranks {
  struct Place {
    std::uint32_t table;
    Index id;
  };
  base::Buffer<Place> places;  ///< by rank.
};

/// Of n-grams, with what each is made of.
struct NgramRanks : Ranks {
  base::Buffer<NgramTable::Key> keys;  ///< by rank: the ranks of its prefix and of its last word.
};

/// O(bytes + terms log terms).
[[nodiscard]] WordRanks rank_words(const std::vector<const TermTable*>& tables,
                                   base::Checkpoint& checkpoint);

/// A space sorts before all that a word is made of, so n-grams sort as their ranks do: first by
/// that of the prefix, then by that of the last word. Linear, radix sort.
/// @param prefixes  ranks of the n-grams of n - 1 words, by the same tables' ids.
/// @param words     ranks of the words.
[[nodiscard]] NgramRanks rank_ngrams(const std::vector<const NgramTable*>& tables,
                                     const Ranks& prefixes, const Ranks& words,
                                     base::Checkpoint& checkpoint);

}  // namespace broadsheet::vocabulary
