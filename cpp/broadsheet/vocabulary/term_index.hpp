// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/tokens/token.hpp"
#include "broadsheet/vocabulary/terms.hpp"

namespace broadsheet::vocabulary {

/// Finds the columns of given terms: a hash table of eight bytes a slot, which leaves the terms
/// where they are. Made for few questions, each term once a thread; constant once made.
class TermIndex {
 public:
  /// @param terms  must outlive the index, unchanged.
  /// @throws std::invalid_argument  naming a term that comes twice.
  TermIndex(const Terms& terms, base::Checkpoint& checkpoint);

  /// The term's column, or -1.
  /// @param token  hashed with the process's seed.
  [[nodiscard]] Index find(const tokens::Token& token) const {
    const auto tag = tag_of(token.hash);
    for (auto at = token.hash & mask_;; at = (at + 1) & mask_) {
      const auto& slot = slots_[at];
      if (slot.column < 0) return -1;
      if (slot.tag == tag && terms_[slot.column] == token.text()) return slot.column;
    }
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;  ///< the hash's upper half; the lower one chose the slot.
    Index column = -1;      ///< -1: the slot is free.
  };
  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

  const Terms& terms_;
  base::Buffer<Slot> slots_;
  std::uint64_t mask_ = 0;
};

}  // namespace broadsheet::vocabulary
