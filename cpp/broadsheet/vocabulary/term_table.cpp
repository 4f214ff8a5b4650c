// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/term_table.hpp"

#include <utility>

namespace broadsheet::vocabulary {

TermTable::TermTable() : slots_(1 << 10), mask_(slots_.size() - 1) {}

TermTable::Slot& TermTable::insert(const tokens::Token& token, std::uint64_t at) {
  // Half full at most.
  if (2 * offsets_.size() > slots_.size()) {
    grow();
    at = token.hash & mask_;
    while (slots_[at].id >= 0) at = (at + 1) & mask_;
  }
  const auto id = to_index(offsets_.size() - 1, "terms");
  bytes_.insert(bytes_.end(), token.data, token.data + token.length);
  offsets_.push_back(static_cast<Offset>(bytes_.size()));
  auto& slot = slots_[at];
  slot.words = token.words;
  if (token.length > 16) slot.middle = middle_of(token);
  slot.hash = token.hash;
  slot.length = token.length;
  slot.id = id;
  return slot;
}

void TermTable::grow() {
  // In large steps while that is cheap: every article collection has thousands of terms.
  const std::size_t factor = slots_.size() < (1 << 16) ? 4 : 2;
  std::vector<Slot> larger(factor * slots_.size());
  const auto mask = larger.size() - 1;
  for (const auto& slot : slots_) {
    if (slot.id < 0) continue;
    auto at = slot.hash & mask;
    while (larger[at].id >= 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
  mask_ = mask;
}

std::vector<Index> TermTable::document_frequencies() const {
  std::vector<Index> result(static_cast<std::size_t>(size()));
  for (const auto& slot : slots_) {
    if (slot.id >= 0) result[static_cast<std::size_t>(slot.id)] = slot.document_frequency;
  }
  return result;
}

}  // namespace broadsheet::vocabulary
