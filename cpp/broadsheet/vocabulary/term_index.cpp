// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/term_index.hpp"

#include <bit>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/fold.hpp"

namespace broadsheet::vocabulary {

TermIndex::TermIndex(const Terms& terms, base::Checkpoint& checkpoint)
    : terms_(terms),
      columns_((std::uint32_t{1} << std::bit_width(static_cast<std::uint32_t>(terms.size()))) - 1) {
  const auto n_terms = static_cast<std::size_t>(terms.size());
  // Two thirds full at most, and never quite.
  base::resize(slots_, std::bit_ceil(n_terms + n_terms / 2 + 1), checkpoint);
  mask_ = slots_.size() - 1;
  std::string padded;
  base::for_each_index(n_terms, checkpoint, [&](std::size_t t) {
    const auto column = static_cast<Index>(t);
    padded.assign(terms[column]);
    const auto length = padded.size();
    padded.resize(length + text::Folded::padding);
    const tokens::Token token(padded.data(), length, tokens::process_seed());
    if (find(token) >= 0) {
      throw std::invalid_argument("Duplicate term in vocabulary: '" + std::string(token.text()) +
                                  "'");
    }
    auto at = token.hash & mask_;
    while (slots_[at].bits != Slot::free) at = (at + 1) & mask_;
    slots_[at].bits = tag_of(token.hash) | static_cast<std::uint32_t>(column);
  });
}

}  // namespace broadsheet::vocabulary
