// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/origin.hpp"

#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

// Bytes of the code point of UTF-8 that begins with this one.
std::size_t size_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0x80) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

}  // namespace

std::size_t Origin::of(std::size_t byte) {
  constexpr std::size_t lower_i_with_dot = 3;  // "i" has one byte, U+0307 two
  return visit(view_, [&](const auto* units, std::size_t) {
    for (;;) {
      const auto size =
          units[at_] == capital_i_with_dot ? lower_i_with_dot : size_of(folded_.bytes()[byte_]);
      if (byte < byte_ + size) return at_;
      byte_ += size;
      ++at_;
    }
  });
}

}  // namespace broadsheet::text
