// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "broadsheet/tokens/token.hpp"

namespace broadsheet::tokens {

/// A fixed set of tokens to leave out: equal byte for byte, after folding.
class StopWords {
 public:
  StopWords() = default;

  /// @param words  UTF-8, in any order, repeated or not.
  explicit StopWords(const std::vector<std::string>& words);

  [[nodiscard]] bool empty() const { return n_words_ == 0; }

  /// O(1); safe from many threads.
  [[nodiscard]] bool contains(const Token& token) const {
    if (n_words_ == 0) return false;
    for (auto slot = token.hash & mask_;; slot = (slot + 1) & mask_) {
      const auto& entry = slots_[slot];
      if (entry.number < 0) return false;
      if (entry.hash == token.hash &&
          words_[static_cast<std::size_t>(entry.number)] == token.text()) {
        return true;
      }
    }
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::int64_t number = -1;
  };
  std::vector<std::string> words_;
  std::vector<Slot> slots_;
  std::uint64_t mask_ = 0;
  std::size_t n_words_ = 0;
};

}  // namespace broadsheet::tokens
