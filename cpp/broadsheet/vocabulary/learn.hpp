// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/counter.hpp"
#include "broadsheet/vocabulary/pieces.hpp"
#include "broadsheet/vocabulary/prune.hpp"
#include "broadsheet/vocabulary/tallies.hpp"

namespace broadsheet::vocabulary {

/// What is learnt of a collection in one pass.
template <class T>
struct Learnt {
  sparse::Csr<T> counts;                         ///< shape (n_documents, n_terms).
  Terms terms;                                   ///< by column, in code point order.
  std::vector<Index> document_frequencies;       ///< by column; articles that hold the term, >= 1.
  CollectionFrequencies collection_frequencies;  ///< by column and field.
};

/// Learns the vocabulary of a collection that comes in batches, and counts it.
///
/// Each thread numbers terms for itself; they are merged in code point order, so the result
/// depends neither on the number of threads nor on how the collection is cut into batches.
class Learner {
 public:
  /// @param n_fields  texts that an article has, at least 1. A term's document frequency counts an
  ///                  article once, however many of its fields hold the term.
  /// @throws std::invalid_argument  when there are none.
  explicit Learner(std::size_t n_fields = 1);

  /// Counts more articles. Linear in the texts. After an exception, use it no more.
  /// @param texts     shape (n_documents * n_fields,): the fields of each article in turn.
  /// @param analyzer  the same, or one with the same n-gram lengths, on every call.
  void add(std::span<const text::View> texts, const tokens::Analyzer& analyzer,
           const base::Run& run);

  /// Counts more articles whose tokens are known: texts, taken as they are.
  /// @param indptr  shape (n_documents * n_fields + 1,); field f of article d, the i-th of all
  ///                with i = d * n_fields + f, has tokens indptr[i]..indptr[i + 1].
  void add(std::span<const Offset> indptr, std::span<const text::View> tokens,
           const base::Run& run);

  [[nodiscard]] Index n_documents() const { return n_documents_; }

  /// Whether any article has had a term, so that `finish` has something to give.
  [[nodiscard]] bool has_terms() const;

  /// Merges and prunes; a sort of the distinct terms. Leaves the learner empty, or, after an
  /// exception, not to be used again.
  /// @throws EmptyVocabulary        when there is no term, or pruning leaves none.
  /// @throws std::invalid_argument  when values.field_weights, or pruning.rank_weights if there are
  ///         any, are not one for each field.
  template <class T>
  [[nodiscard]] Learnt<T> finish(const Pruning& pruning, const Values& values,
                                 const base::Run& run);

 private:
  void prepare(tokens::NgramRange range, std::size_t n_counters);

  std::size_t n_fields_;
  std::vector<Counter> counters_;
  std::vector<Piece> pieces_;
  Index n_documents_ = 0;
};

}  // namespace broadsheet::vocabulary
