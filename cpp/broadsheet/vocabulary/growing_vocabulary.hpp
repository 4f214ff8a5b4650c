// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/term_table.hpp"
#include "broadsheet/vocabulary/terms.hpp"

namespace broadsheet::vocabulary {

/// Terms that become more: an id, once given, stays. New terms of the articles of one call get the
/// next ids in code point order, so that ids do not depend on the number of threads.
///
/// Any number of threads may look terms up, also while one adds some.
class GrowingVocabulary {
 public:
  /// Counts articles, and numbers the terms that are new. Linear in the texts, and a sort of their
  /// distinct terms. After an exception terms may have been numbered that no article has.
  /// @param texts          shape (n_documents * n_fields,): the fields of each article in turn.
  /// @param field_weights  by field, whole numbers; a count is the sum of weight times count.
  /// @return shape (n_documents, size()); a row has its terms in code point order, so that its
  ///         columns need not ascend.
  [[nodiscard]] sparse::Csr<std::int32_t> count(std::span<const text::View> texts,
                                                const tokens::Analyzer& analyzer,
                                                const std::vector<double>& field_weights,
                                                const base::Run& run);

  /// Counts the words of queries that are known, each row in the order in which they first come.
  /// Linear, but for a sort of each query's words.
  [[nodiscard]] sparse::Csr<std::int32_t> count_queries(std::span<const text::View> queries,
                                                        const tokens::Analyzer& analyzer,
                                                        const base::Run& run) const;

  /// Numbers given terms in their order, if they are not numbered yet.
  [[nodiscard]] std::vector<Index> intern(const Terms& terms, const base::Run& run);

  [[nodiscard]] Index size() const;

  /// UTF-8 of some terms. @throws std::out_of_range  when one is none.
  [[nodiscard]] std::vector<std::string> terms(std::span<const Index> ids) const;

 private:
  using ReadLock = std::shared_lock<std::shared_mutex>;
  using WriteLock = std::unique_lock<std::shared_mutex>;

  [[nodiscard]] ReadLock reading() const;

  mutable std::mutex turn_;  // whoever waits to write holds it, so that no more come to read
  mutable std::shared_mutex mutex_;
  TermTable table_;
};

}  // namespace broadsheet::vocabulary
