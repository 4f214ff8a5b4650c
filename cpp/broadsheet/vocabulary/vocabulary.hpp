// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/word_tokenizer.hpp"
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
                                                const tokens::WordTokenizer& tokenizer,
                                                const base::Run& run) const;

 private:
  TermTable table_;
};

}  // namespace broadsheet::vocabulary
