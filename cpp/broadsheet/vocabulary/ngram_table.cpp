// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/ngram_table.hpp"

#include <utility>

namespace broadsheet::vocabulary {

NgramTable::Slot& NgramTable::insert(std::uint64_t key, std::uint64_t at,
                                     base::Checkpoint& checkpoint) {
  const auto id = size_;
  const auto size = to_index(static_cast<std::size_t>(size_) + 1, "n-grams");
  // Five eighths full at most.
  if (8 * static_cast<std::size_t>(size) > 5 * slots_.size()) {
    grow(checkpoint);
    at = place(key);
    while (slots_[at].key != free) at = (at + 1) & mask_;
  }
  auto& slot = slots_[at];
  slot.key = key;
  slot.id = id;
  size_ = size;
  return slot;
}

void NgramTable::grow(base::Checkpoint& checkpoint) {
  const std::size_t factor = slots_.size() < (1 << 18) ? 4 : 2;
  base::Buffer<Slot> larger;
  base::resize(larger, factor * slots_.size(), checkpoint);
  const auto mask = larger.size() - 1;
  base::for_each_index(slots_.size(), checkpoint, [&](std::size_t i) {
    const auto& slot = slots_[i];
    if (slot.key == free) return;
    auto at = hash(slot.key) & mask;
    while (larger[at].key != free) at = (at + 1) & mask;
    larger[at] = slot;
  });
  slots_ = std::move(larger);
  mask_ = mask;
}

}  // namespace broadsheet::vocabulary
