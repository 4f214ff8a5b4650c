// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/tokens/token.hpp"
#include "broadsheet/vocabulary/terms.hpp"

namespace broadsheet::vocabulary {

/// Finds the columns of given terms: a hash table of four bytes a slot, which leaves the terms
/// where they are. Made for few questions, each term once a thread; constant once made.
///
/// A slot is a column, and in the bits that no column needs the upper ones of the term's hash: a
/// tag, by which all but a few of the terms that are others are known without a look at them.
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
      const auto slot = slots_[at].bits;
      if (slot == Slot::free) return -1;
      const auto column = static_cast<Index>(slot & columns_);
      if ((slot & ~columns_) == tag && terms_[column] == token.text()) return column;
    }
  }

 private:
  struct Slot {
    static constexpr std::uint32_t free = 0xFFFFFFFF;
    std::uint32_t bits = free;
  };

  // The hash's lower bits chose the slot.
  [[nodiscard]] std::uint32_t tag_of(std::uint64_t hash) const {
    return static_cast<std::uint32_t>(hash >> 32) & ~columns_;
  }

  const Terms& terms_;
  base::Buffer<Slot> slots_;
  std::uint64_t mask_ = 0;
  std::uint32_t columns_;  ///< the bits of a slot that hold a column; one that is all ones is none.
};

}  // namespace broadsheet::vocabulary
