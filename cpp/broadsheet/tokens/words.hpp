// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "broadsheet/text/fold.hpp"
#include "broadsheet/tokens/token.hpp"

namespace broadsheet::tokens {

/// Goes through the words of a folded text: maximal runs of at least `min_length` word characters.
/// With 2 they are the matches of `(?u)\b\w\w+\b`, with 1 those of `(?u)\w+`.
class WordFinder {
 public:
  /// Words that one call may find: `next` needs room for so many.
  static constexpr std::size_t most_at_once = 512;

  /// @param folded      must outlive the finder and its tokens, unchanged.
  /// @param min_length  code points, at least 1.
  WordFinder(const text::Folded& folded, std::size_t min_length);

  /// Whether the text has been gone through.
  [[nodiscard]] bool done() const { return entry_ == n_entries_; }

  /// Writes the next words to `out`, in the order of the text.
  /// @returns  how many; before the end of the text, it may be none.
  std::size_t next(std::span<Token, most_at_once> out);

 private:
  const text::Folded& folded_;
  std::size_t min_length_;
  std::uint64_t seed_;
  std::size_t n_entries_;
  std::size_t entry_ = 0;    // of the word bits, the next to be looked at
  std::uint64_t carry_ = 0;  // the last bit of the entry before it
  std::size_t open_ = 0;     // where the run began that goes on into it, if carry is 1
};

}  // namespace broadsheet::tokens
