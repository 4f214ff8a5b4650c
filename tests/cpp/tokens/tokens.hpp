// SPDX-License-Identifier: Apache-2.0
// Folded texts and tokens that own their bytes, for tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/text/fold.hpp"
#include "broadsheet/tokens/token.hpp"
#include "text/texts.hpp"

namespace broadsheet::test {

inline text::Folded folded(std::u32string_view code_points, const text::FoldOptions& options = {},
                           text::Width at_least = text::Width::one) {
  text::Folded result;
  const Text owner(code_points, at_least);
  with_checkpoint([&](auto& checkpoint) {
    text::fold(owner.view(), 0, owner.view().length, options, checkpoint, result);
  });
  return result;
}

// A term with something readable behind it, which nobody may take for a part of it.
class Term {
 public:
  explicit Term(std::string_view bytes, char behind = '#') : bytes_(bytes), size_(bytes.size()) {
    bytes_.append(text::Folded::padding, behind);
  }
  [[nodiscard]] tokens::Token token() const { return {bytes_.data(), size_, 42}; }
  [[nodiscard]] tokens::Token token(std::uint64_t seed) const {
    return {bytes_.data(), size_, seed};
  }

 private:
  std::string bytes_;
  std::size_t size_;
};

inline void append(std::span<const tokens::Token> tokens, std::vector<std::string>& to) {
  for (const auto& token : tokens) to.emplace_back(token.text());
}

// Words and what stands between them, of one byte each up to all of Unicode.
inline std::u32string random_text(std::mt19937& random, std::size_t length, char32_t highest) {
  static const std::u32string likely =
      U"aaabcDEZ09__     \t\n.,'-\u00E9\u00C0\u00DF\u00A0\u00B5\u03A3\u03A3\u03C3\u0391"
      U"\u0130\u0301\u0307\u2019\u2028\u4E2D\uAC01\uD7A3\uFB03\uFDFA\uFFFF\U0001F600\U0001D400";
  const auto mode = random() % 3;  // ASCII, mostly likely ones, anything
  std::u32string result;
  while (result.size() < length) {
    auto c = static_cast<char32_t>(random() % 0x110000);
    if (mode == 0 && random() % 40 != 0) c = static_cast<char32_t>(random() % 0x80);
    if (mode == 1 && random() % 20 != 0) c = likely[random() % likely.size()];
    if (c > highest) c %= highest + 1;
    if (random() % 60 == 0 && highest > 0xFFFF) c = 0xD800 + static_cast<char32_t>(random() % 2048);
    result += c;
  }
  return result;
}

}  // namespace broadsheet::test
