// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/term_table.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::vocabulary {
namespace {

constexpr std::size_t least_slots = 1 << 10;

}  // namespace

TermTable::TermTable() : slots_(least_slots), mask_(slots_.size() - 1) {}

void TermTable::reserve(std::size_t n, base::Checkpoint& checkpoint) {
  constexpr std::size_t most_terms = 1 << 15;  // then it may as well grow
  const auto wanted = std::bit_ceil(2 * std::min(n, most_terms));
  if (wanted > slots_.size()) grow(wanted / slots_.size(), checkpoint);
}

void TermTable::clear() { *this = TermTable(); }

TermTable::Slot& TermTable::insert(const tokens::Token& token, std::uint64_t at,
                                   base::Checkpoint& checkpoint) {
  if (token.length >= free) {
    throw std::length_error("a term of " + std::to_string(token.length) +
                            " bytes is longer than the " + std::to_string(free - 1) +
                            " that one may have");
  }
  // Five eighths full at most.
  if (8 * offsets_.size() > 5 * slots_.size()) {
    // In large steps while that is cheap: every article collection has thousands of terms.
    grow(slots_.size() < (1 << 13) ? 4 : 2, checkpoint);
    at = token.hash & mask_;
    while (slots_[at].length != free) at = (at + 1) & mask_;
  }
  const auto id = to_index(offsets_.size() - 1, "terms");
  const auto place = bytes_.size();
  base::append(bytes_, token.data, token.length);
  offsets_.push_back(static_cast<Offset>(bytes_.size()));
  auto& slot = slots_[at];
  slot.key = token.length <= inline_bytes ? token.words : tokens::Words{token.hash, place};
  slot.length = static_cast<std::uint32_t>(token.length);
  slot.id = id;
  return slot;
}

void TermTable::grow(std::size_t factor, base::Checkpoint& checkpoint) {
  base::Buffer<Slot> larger;
  base::resize(larger, factor * slots_.size(), checkpoint);
  const auto mask = larger.size() - 1;
  const auto seed = tokens::process_seed();
  base::for_each_index(slots_.size(), checkpoint, [&](std::size_t i) {
    const auto& slot = slots_[i];
    if (slot.length == free) return;
    const auto hash = slot.length <= inline_bytes
                          ? tokens::hash(slot.key, nullptr, slot.length, seed)
                          : slot.key.first;
    auto at = hash & mask;
    while (larger[at].length != free) at = (at + 1) & mask;
    larger[at] = slot;
  });
  slots_ = std::move(larger);
  mask_ = mask;
}

}  // namespace broadsheet::vocabulary
