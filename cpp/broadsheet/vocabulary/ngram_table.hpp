// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/tokens/hash.hpp"
#include "broadsheet/vocabulary/row.hpp"

namespace broadsheet::vocabulary {

/// Numbers n-grams of words of one n in the order in which they first come. An n-gram is the one
/// of n - 1 that it begins with, and its last word, both by their ids: no text is copied, hashed
/// or compared, however long the words are.
class NgramTable {
 public:
  struct Key {
    Index prefix;  ///< of the n - 1 first words.
    Index last;    ///< of the last word.
  };
  struct alignas(32) Slot {
    std::uint64_t key = free;
    Index id = -1;
    Seen seen;
  };

  NgramTable() : slots_(1 << 12), mask_(slots_.size() - 1), seed_(tokens::process_seed()) {}

  void prefetch(Key key) const { __builtin_prefetch(&slots_[place(packed(key))], 1); }

  /// The slot of the n-gram, which is numbered now if it is new. Valid until the next call.
  /// @param checkpoint  called where the table has to grow: a large one takes long.
  /// @throws std::length_error  when n-grams outnumber an Index.
  Slot& intern(Key key, base::Checkpoint& checkpoint) {
    const auto wanted = packed(key);
    for (auto at = place(wanted);; at = (at + 1) & mask_) {
      auto& slot = slots_[at];
      if (slot.key == wanted) return slot;
      if (slot.key == free) return insert(wanted, at, checkpoint);
    }
  }

  [[nodiscard]] Index size() const { return size_; }

  /// Calls `f(key, id)` for all n-grams, in no promised order.
  template <class F>
  void for_each(base::Checkpoint& checkpoint, F&& f) const {
    base::for_each_index(slots_.size(), checkpoint, [&](std::size_t i) {
      const auto& slot = slots_[i];
      if (slot.key == free) return;
      f(Key{static_cast<Index>(slot.key >> 32), static_cast<Index>(slot.key)}, slot.id);
    });
  }

 private:
  static constexpr std::uint64_t free = std::numeric_limits<std::uint64_t>::max();

  static std::uint64_t packed(Key key) {
    return static_cast<std::uint64_t>(key.prefix) << 32 | static_cast<std::uint32_t>(key.last);
  }
  [[nodiscard]] std::uint64_t hash(std::uint64_t key) const {
    constexpr std::uint64_t pi_4 = 0x082EFA98EC4E6C89;
    return tokens::detail::mix(key ^ seed_, pi_4);
  }
  [[nodiscard]] std::uint64_t place(std::uint64_t key) const { return hash(key) & mask_; }
  Slot& insert(std::uint64_t key, std::uint64_t at, base::Checkpoint& checkpoint);
  void grow(base::Checkpoint& checkpoint);

  base::Buffer<Slot> slots_;
  std::uint64_t mask_;
  std::uint64_t seed_;
  Index size_ = 0;
};

}  // namespace broadsheet::vocabulary
