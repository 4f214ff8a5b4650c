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
  slot.hash = token.hash;
  slot.length = token.length;
  slot.id = id;
  return slot;
}

void TermTable::grow() {
  std::vector<Slot> larger(2 * slots_.size());
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

Index TermTable::find(const tokens::Token& token) const {
  for (auto at = token.hash & mask_;; at = (at + 1) & mask_) {
    const auto& slot = slots_[at];
    if (slot.id < 0) return -1;
    if (slot.hash == token.hash && slot.length == token.length && slot.words == token.words &&
        (token.length <= 16 || term(slot.id) == token.text())) {
      return slot.id;
    }
  }
}

std::vector<Index> TermTable::document_frequencies() const {
  std::vector<Index> result(static_cast<std::size_t>(size()));
  for (const auto& slot : slots_) {
    if (slot.id >= 0) result[static_cast<std::size_t>(slot.id)] = slot.document_frequency;
  }
  return result;
}

}  // namespace broadsheet::vocabulary
