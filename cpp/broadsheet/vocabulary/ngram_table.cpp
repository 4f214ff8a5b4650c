// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/ngram_table.hpp"

#include <utility>

namespace broadsheet::vocabulary {

NgramTable::Slot& NgramTable::insert(std::uint64_t key, std::uint64_t at) {
  const auto id = size_;
  size_ = to_index(static_cast<std::size_t>(size_) + 1, "n-grams");
  // Five eighths full at most.
  if (8 * static_cast<std::size_t>(size_) > 5 * slots_.size()) {
    grow();
    at = place(key);
    while (slots_[at].key != free) at = (at + 1) & mask_;
  }
  auto& slot = slots_[at];
  slot.key = key;
  slot.id = id;
  return slot;
}

void NgramTable::grow() {
  const std::size_t factor = slots_.size() < (1 << 18) ? 4 : 2;
  base::Buffer<Slot> larger(factor * slots_.size());
  mask_ = larger.size() - 1;
  for (const auto& slot : slots_) {
    if (slot.key == free) continue;
    auto at = place(slot.key);
    while (larger[at].key != free) at = (at + 1) & mask_;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

}  // namespace broadsheet::vocabulary
