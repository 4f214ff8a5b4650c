// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/tokens/token.hpp"

namespace broadsheet::vocabulary {

/// Numbers terms in the order in which they first come: an open-addressing hash table over an
/// arena of bytes. A slot fills one cache line and holds all that counting a token touches, terms
/// of up to 32 bytes included: 16 letters of any alphabet but the East Asian ones.
class TermTable {
 public:
  struct alignas(64) Slot {
    tokens::Words words{};
    tokens::Words middle{};  ///< 0 if `words` is all of the term.
    std::uint64_t hash = 0;
    std::uint64_t length = 0;
    Index id = -1;                 ///< -1: the slot is free.
    Index document_frequency = 0;  ///< articles that hold the term.
    Index last_document = -1;      ///< the article that the term was last counted in, and
    std::uint32_t position = 0;    ///< where in its row.
  };

  TermTable();

  /// Asks for the slot's memory before it is needed.
  void prefetch(const tokens::Token& token) const {
    __builtin_prefetch(&slots_[token.hash & mask_], 1);
  }

  /// The slot of the term, which is numbered now if it is new. Valid until the next call.
  /// @throws std::length_error  when terms outnumber an Index.
  Slot& intern(const tokens::Token& token) {
    for (auto at = token.hash & mask_;; at = (at + 1) & mask_) {
      auto& slot = slots_[at];
      if (slot.id < 0) return insert(token, at);
      if (holds(slot, token)) return slot;
    }
  }

  /// The term's id, or -1. Safe from many threads.
  [[nodiscard]] Index find(const tokens::Token& token) const {
    for (auto at = token.hash & mask_;; at = (at + 1) & mask_) {
      const auto& slot = slots_[at];
      if (slot.id < 0 || holds(slot, token)) return slot.id;
    }
  }

  [[nodiscard]] Index size() const { return static_cast<Index>(offsets_.size() - 1); }

  /// UTF-8 of term `id`.
  [[nodiscard]] std::string_view term(Index id) const {
    const auto begin = offsets_[static_cast<std::size_t>(id)];
    const auto end = offsets_[static_cast<std::size_t>(id) + 1];
    return {bytes_.data() + begin, static_cast<std::size_t>(end - begin)};
  }

  /// Document frequencies, by id.
  [[nodiscard]] std::vector<Index> document_frequencies() const;

 private:
  // Of a term of more than 16 bytes, those that `words` leaves out: its second 8 and its last but
  // 8; up to 32 bytes that is all of them.
  static tokens::Words middle_of(const tokens::Token& token) {
    tokens::Words middle;
    std::memcpy(&middle.first, token.data + 8, 8);
    std::memcpy(&middle.last, token.data + token.length - 16, 8);
    return middle;
  }

  [[nodiscard]] bool holds(const Slot& slot, const tokens::Token& token) const {
    if (slot.hash != token.hash || slot.length != token.length || slot.words != token.words) {
      return false;
    }
    if (token.length <= 16) return true;
    return slot.middle == middle_of(token) && (token.length <= 32 || term(slot.id) == token.text());
  }

  Slot& insert(const tokens::Token& token, std::uint64_t at);
  void grow();

  std::vector<Slot> slots_;
  std::uint64_t mask_;
  std::vector<char> bytes_;
  std::vector<Offset> offsets_{0};
};

}  // namespace broadsheet::vocabulary
