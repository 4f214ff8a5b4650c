// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/term_table.hpp"

namespace broadsheet::vocabulary {

/// A fixed vocabulary: terms with their columns. Constant once made, so that many threads may
/// count with one.
class Vocabulary {
 public:
  /// @param terms  by column, UTF-8.
  /// @throws std::invalid_argument  naming a term that comes twice.
  explicit Vocabulary(std::span<const std::string_view> terms);

  [[nodiscard]] Index size() const { return table_.size(); }

  /// Occurrences of the vocabulary's terms: shape (n_documents, size()). A token outside of it
  /// counts nowhere. Linear in the texts.
  [[nodiscard]] sparse::Csr<std::int32_t> count(std::span<const text::View> documents,
                                                const tokens::Analyzer& analyzer,
                                                const base::Run& run) const;

  /// The same where the tokens of each article are known: texts, taken as they are.
  ///
  /// @param indptr  shape (n_documents + 1,); article d has tokens indptr[d]..indptr[d + 1].
  [[nodiscard]] sparse::Csr<std::int32_t> count(std::span<const Offset> indptr,
                                                std::span<const text::View> tokens,
                                                const base::Run& run) const;

 private:
  TermTable table_;
};

}  // namespace broadsheet::vocabulary
