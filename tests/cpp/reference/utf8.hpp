// SPDX-License-Identifier: Apache-2.0
// UTF-8 to code points, by comparing with what every code point is encoded to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "reference/words.hpp"

namespace broadsheet::reference {

/// The true beginnings of the UTF-8 of all code points that are no surrogates.
inline const std::set<std::string>& utf8_beginnings() {
  static const auto result = [] {
    std::set<std::string> beginnings;
    for (char32_t c = 0x80; c < 0x110000; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      const auto bytes = utf8(std::u32string(1, c));
      for (std::size_t n = 1; n < bytes.size(); ++n) beginnings.insert(bytes.substr(0, n));
    }
    return beginnings;
  }();
  return result;
}

/// The code point that is encoded to just these bytes, if there is one.
inline std::optional<char32_t> encoded_to(const std::string& bytes) {
  if (bytes.empty() || bytes.size() > 4) return {};
  // The bits of the first byte that do not say how many bytes there are.
  const unsigned kept = bytes.size() == 1 ? 0x80u : 0x80u >> bytes.size();
  char32_t c = static_cast<unsigned char>(bytes[0]) % kept;
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    c = c * 64 + static_cast<unsigned char>(bytes[i]) % 64;
  }
  if (c >= 0x110000 || (c >= 0xD800 && c < 0xE000)) return {};
  return utf8(std::u32string(1, c)) == bytes ? std::optional(c) : std::nullopt;
}

/// As `bytes.decode("utf-8", "replace")`, or "ignore" without the replacements.
/// @param is_well_formed  whether there was nothing to replace.
inline std::u32string decode_utf8(std::string_view bytes, bool replace, bool& is_well_formed) {
  std::u32string result;
  is_well_formed = true;
  while (!bytes.empty()) {
    std::optional<char32_t> found;
    std::size_t n = 1;
    for (; n <= std::min<std::size_t>(4, bytes.size()); ++n) {
      found = encoded_to(std::string(bytes.substr(0, n)));
      if (found) break;
    }
    if (found) {
      result += *found;
    } else {
      is_well_formed = false;
      if (replace) result += U'\uFFFD';
      n = std::min<std::size_t>(4, bytes.size());
      while (n > 1 && !utf8_beginnings().contains(std::string(bytes.substr(0, n)))) --n;
    }
    bytes.remove_prefix(n);
  }
  return result;
}

}  // namespace broadsheet::reference
