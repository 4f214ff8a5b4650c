// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/words.hpp"

#include <algorithm>
#include <bit>

namespace broadsheet::tokens {
namespace {

// Code points in UTF-8: bytes that continue none.
std::size_t count_code_points(const char* data, std::size_t length) {
  return static_cast<std::size_t>(std::count_if(
      data, data + length, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

void find_words(const text::Folded& folded, std::size_t min_length, std::vector<Token>& out) {
  out.clear();
  const auto seed = process_seed();
  const auto bytes = folded.bytes();
  const auto& bits = folded.word_bits();
  const auto take = [&](std::size_t begin, std::size_t end) {
    const char* data = bytes.data() + begin;
    const auto length = end - begin;
    // Four bytes a code point at most: a longer run need not be counted.
    if (length < 4 * min_length &&
        (length < min_length || count_code_points(data, length) < min_length)) {
      return;
    }
    out.emplace_back(data, length, seed);
  };

  // A bit of `edges` is set where a run begins or ends; runs may go on into the next entry.
  std::uint64_t carry = 0;
  bool inside = false;
  std::size_t begin = 0;
  const auto n_entries = bytes.size() / 64 + 1;  // one bit past the end: it closes the last run
  for (std::size_t entry = 0; entry < n_entries; ++entry) {
    auto edges = bits[entry] ^ ((bits[entry] << 1) | carry);
    carry = bits[entry] >> 63;
    while (edges != 0) {
      const auto at = entry * 64 + static_cast<std::size_t>(std::countr_zero(edges));
      edges &= edges - 1;
      if (inside) {
        take(begin, at);
      } else {
        begin = at;
      }
      inside = !inside;
    }
  }
}

}  // namespace broadsheet::tokens
