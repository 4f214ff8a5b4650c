// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/pieces.hpp"
#include "broadsheet/vocabulary/term_index.hpp"
#include "broadsheet/vocabulary/terms.hpp"

namespace broadsheet::vocabulary {

/// A fixed vocabulary: terms with their columns. Constant once made, so that many threads may
/// count with one.
class Vocabulary {
 public:
  /// Terms are looked up only when something is counted; they are made ready for it then, once.
  explicit Vocabulary(Terms terms) : terms_(std::move(terms)) {}

  [[nodiscard]] Index size() const { return terms_.size(); }
  [[nodiscard]] const Terms& terms() const { return terms_; }

  /// Values of the vocabulary's terms: shape (n_documents, size()). A token outside of it counts
  /// nowhere. Linear in the texts.
  /// @param texts  shape (n_documents * n_fields,): the fields of each article in turn, of which
  ///               there are as many as values.field_weights.
  /// @throws std::invalid_argument  naming a term that comes twice.
  template <class T>
  [[nodiscard]] sparse::Csr<T> count(std::span<const text::View> texts,
                                     const tokens::Analyzer& analyzer, const Values& values,
                                     const base::Run& run) const;

  /// The same where the tokens of each article are known: texts, taken as they are.
  /// @param indptr  shape (n_documents * n_fields + 1,); see Learner::add.
  template <class T>
  [[nodiscard]] sparse::Csr<T> count(std::span<const Offset> indptr,
                                     std::span<const text::View> tokens, const Values& values,
                                     const base::Run& run) const;

 private:
  const TermIndex& index(const base::Run& run) const;

  Terms terms_;
  mutable std::mutex mutex_;  // of the index, until it is made
  mutable std::unique_ptr<const TermIndex> index_;
};

}  // namespace broadsheet::vocabulary
