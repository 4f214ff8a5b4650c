// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "broadsheet/tokens/hash.hpp"

namespace broadsheet::tokens {

/// One token of a folded text, borrowed from it, hashed once for whoever looks it up.
struct Token {
  const char* data = nullptr;  ///< UTF-8; Folded::padding bytes may be read past its end.
  std::size_t length = 0;
  Words words{};
  std::uint64_t hash = 0;

  Token() = default;
  Token(const char* bytes, std::size_t size, std::uint64_t seed)
      : data(bytes),
        length(size),
        words(words_of(bytes, size)),
        hash(tokens::hash(words, bytes, size, seed)) {}

  [[nodiscard]] std::string_view text() const { return {data, length}; }
};

}  // namespace broadsheet::tokens
