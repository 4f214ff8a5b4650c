// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/tokens/token.hpp"
#include "broadsheet/vocabulary/row.hpp"

namespace broadsheet::vocabulary {

/// Numbers terms in the order in which they first come: an open-addressing hash table over an
/// arena of bytes. Half a cache line holds all that counting a token touches, if its term has up
/// to 16 bytes.
class TermTable {
 public:
  struct alignas(32) Slot {
    tokens::Words
        key;  ///< the term, or for more than 16 bytes its hash and its place in the arena.
    std::uint32_t length = free;  ///< bytes.
    Index id = -1;
    Seen seen;
  };

  TermTable();

  /// Asks for the slot's memory before it is needed.
  void prefetch(const tokens::Token& token) const {
    __builtin_prefetch(&slots_[token.hash & mask_], 1);
  }

  /// The slot of the term, which is numbered now if it is new. Valid until the next call.
  /// @param token       hashed with the process's seed.
  /// @param checkpoint  called where the table has to grow: a large one takes long.
  /// @throws std::length_error  when terms outnumber an Index, or a term has 4 GB.
  Slot& intern(const tokens::Token& token, base::Checkpoint& checkpoint) {
    for (auto at = token.hash & mask_;; at = (at + 1) & mask_) {
      auto& slot = slots_[at];
      if (holds(slot, token)) return slot;
      if (slot.length == free) return insert(token, at, checkpoint);
    }
  }

  /// The term's id, or -1. Safe from many threads.
  [[nodiscard]] Index find(const tokens::Token& token) const {
    for (auto at = token.hash & mask_;; at = (at + 1) & mask_) {
      const auto& slot = slots_[at];
      if (holds(slot, token) || slot.length == free) return slot.id;
    }
  }

  [[nodiscard]] Index size() const { return static_cast<Index>(offsets_.size() - 1); }

  /// UTF-8 of term `id`.
  [[nodiscard]] std::string_view term(Index id) const {
    const auto begin = offsets_[static_cast<std::size_t>(id)];
    const auto end = offsets_[static_cast<std::size_t>(id) + 1];
    return {bytes_.data() + begin, static_cast<std::size_t>(end - begin)};
  }

  /// Makes room for `n` terms, if there is none yet.
  void reserve(std::size_t n, base::Checkpoint& checkpoint);

  /// Forgets all terms.
  void clear();

 private:
  static constexpr std::uint32_t free = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t inline_bytes = sizeof(tokens::Words);

  // No free slot holds any token: none is as long.
  [[nodiscard]] bool holds(const Slot& slot, const tokens::Token& token) const {
    if (slot.length != token.length) return false;
    if (token.length <= inline_bytes) return slot.key == token.words;
    return slot.key.first == token.hash && is_same(bytes_.data() + slot.key.last, token);
  }

  // Whether the token's bytes stand at `data`: more than sixteen, of which its words are the first
  // eight and the last.
  static bool is_same(const char* data, const tokens::Token& token) {
    const auto word = [](const char* at) {
      std::uint64_t result;
      std::memcpy(&result, at, sizeof result);
      return result;
    };
    const auto last = token.length - sizeof(std::uint64_t);
    auto differences = (word(data) ^ token.words.first) | (word(data + last) ^ token.words.last);
    for (auto at = sizeof(std::uint64_t); at < last; at += sizeof(std::uint64_t)) {
      differences |= word(data + at) ^ word(token.data + at);
    }
    return differences == 0;
  }

  Slot& insert(const tokens::Token& token, std::uint64_t at, base::Checkpoint& checkpoint);
  void grow(std::size_t factor, base::Checkpoint& checkpoint);

  base::Buffer<Slot> slots_;
  std::uint64_t mask_;
  base::Buffer<char> bytes_;
  base::Buffer<Offset> offsets_{0};
};

}  // namespace broadsheet::vocabulary
