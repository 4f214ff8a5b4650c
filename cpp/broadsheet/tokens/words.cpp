// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/words.hpp"

#include <algorithm>
#include <bit>

namespace broadsheet::tokens {
namespace {

// Code points of a run of word characters in UTF-8: the bytes that continue none. Of a run of more
// than eight bytes only the first eight are looked at, which hold two at least.
std::size_t few_code_points(const Token& token) {
  const auto continues = (token.words.first >> 7) & ~(token.words.first >> 6) & 0x0101010101010101;
  return std::min<std::size_t>(token.length, 8) -
         static_cast<std::size_t>(std::popcount(continues));
}

std::size_t code_points(const Token& token) {
  return static_cast<std::size_t>(std::count_if(token.data, token.data + token.length, [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

WordFinder::WordFinder(const text::Folded& folded, std::size_t min_length)
    : folded_(folded),
      min_length_(min_length),
      seed_(process_seed()),
      n_entries_(folded.bytes().size() / 64 + 1) {}  // with one bit past the end, to end a run

std::size_t WordFinder::next(std::span<Token, most_at_once> out) {
  // Runs are found in two steps, so that neither loop depends on where the text's words end.
  constexpr std::size_t entries_at_once = 8;
  constexpr std::size_t most_edges = 64 * entries_at_once;
  std::size_t n_tokens = 0;
  while (entry_ < n_entries_ && n_tokens + most_edges / 2 <= out.size()) {
    // Where runs begin and end, in turn.
    std::array<std::size_t, 1 + most_edges + 7> edges;
    auto* end = edges.data();
    if (carry_ != 0) *end++ = open_;
    const auto stop = std::min(entry_ + entries_at_once, n_entries_);
    for (; entry_ < stop; ++entry_) {
      const auto bits = folded_.word_bits()[entry_];
      auto changes = bits ^ (bits << 1 | carry_);
      carry_ = bits >> 63;
      const auto n = std::popcount(changes);
      for (int i = 0; i < n; i += 8) {
        for (int j = i; j < i + 8; ++j) {
          end[j] = entry_ * 64 + static_cast<std::size_t>(std::countr_zero(changes));
          changes &= changes - 1;
        }
      }
      end += n;
    }
    if (carry_ != 0) open_ = *--end;

    const auto* const data = folded_.bytes().data();
    const auto min_length = min_length_;
    const auto seed = seed_;
    if (min_length <= 2) {
      // The lengths of words cannot be predicted: there is no branch on them.
      for (const auto* edge = edges.data(); edge != end; edge += 2) {
        out[n_tokens] = Token(data + edge[0], edge[1] - edge[0], seed);
        n_tokens += few_code_points(out[n_tokens]) >= min_length;
      }
    } else {
      for (const auto* edge = edges.data(); edge != end; edge += 2) {
        out[n_tokens] = Token(data + edge[0], edge[1] - edge[0], seed);
        n_tokens += code_points(out[n_tokens]) >= min_length;
      }
    }
  }
  return n_tokens;
}

}  // namespace broadsheet::tokens
