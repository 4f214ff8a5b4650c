// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/word_tokenizer.hpp"
#include "broadsheet/vocabulary/prune.hpp"

namespace broadsheet::vocabulary {

/// What is learnt of a collection in one pass.
struct Learnt {
  sparse::Csr<std::int32_t> counts;         ///< shape (n_documents, n_terms); occurrences, >= 1.
  Terms terms;                              ///< by column, in code point order.
  std::vector<Index> document_frequencies;  ///< by column; articles that hold the term, >= 1.
};

/// Learns the vocabulary of a collection and counts it.
///
/// Linear in the texts, plus a sort of the distinct terms. Each thread counts into a table of its
/// own; the tables are merged in code point order, so the result does not depend on their number.
///
/// @throws std::invalid_argument  when there is no term, or pruning leaves none.
[[nodiscard]] Learnt learn(std::span<const text::View> documents,
                           const tokens::WordTokenizer& tokenizer, const Pruning& pruning,
                           const base::Run& run);

}  // namespace broadsheet::vocabulary
