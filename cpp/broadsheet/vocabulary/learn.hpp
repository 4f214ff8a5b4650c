// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/prune.hpp"

namespace broadsheet::vocabulary {

/// What is learnt of a collection in one pass.
struct Learnt {
  sparse::Csr<std::int32_t> counts;         ///< shape (n_documents, n_terms); occurrences, >= 1.
  Terms terms;                              ///< by column, in code point order.
  std::vector<Index> document_frequencies;  ///< by column; articles that hold the term, >= 1.
};

/// Learns the vocabulary of a collection that comes in batches, and counts it.
///
/// Each thread counts into a table of its own; the tables are merged in code point order, so the
/// result depends neither on their number nor on how the collection is cut into batches.
class Learner {
 public:
  /// Counts more articles. Linear in the texts. After an exception, use it no more.
  void add(std::span<const text::View> documents, const tokens::Analyzer& analyzer,
           const base::Run& run);

  /// Counts one more article whose tokens are known; each is a text, taken as it is.
  void add(std::span<const text::View> tokens);

  [[nodiscard]] Index n_documents() const { return n_documents_; }

  /// Merges and prunes; a sort of the distinct terms. Leaves the learner empty, or, after an
  /// exception, not to be used again.
  /// @throws std::invalid_argument  when there is no term, or pruning leaves none.
  [[nodiscard]] Learnt finish(const Pruning& pruning, const base::Run& run);

 private:
  std::vector<TermTable> tables_;
  std::vector<tokens::Analyzer::Scratch> scratch_;
  std::vector<Piece> pieces_;
  text::Folded token_;  // scratch memory
  Index n_documents_ = 0;
};

}  // namespace broadsheet::vocabulary
