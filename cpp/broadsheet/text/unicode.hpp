// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace broadsheet::text {

/// What the tables say of one code point. Equal code points share a record.
struct Properties {
  std::uint8_t flags;        ///< bits of `Flag`.
  std::int32_t lower_delta;  ///< lower(c) - c.
};

enum Flag : std::uint8_t {
  word = 1,             ///< matched by `\w` in a Python str pattern: c.isalnum() or c == "_"
  space = 2,            ///< str.isspace
  combining = 4,        ///< unicodedata.combining(c) != 0
  cased = 8,            ///< decides how a sigma near it is lower-cased (Unicode, Final_Sigma)
  case_ignorable = 16,  ///< is looked through for that
};

namespace tables {
// Two stages: `blocks[c >> block_bits]` numbers a block of 2^block_bits entries in `entries`,
// each of which numbers a record. Generated; defined in unicode.cpp.
inline constexpr unsigned block_bits = 7;
extern const std::uint16_t blocks[];
extern const std::uint8_t entries[];
extern const Properties records[];
}  // namespace tables

/// The properties of `c`, by the tables of the Python interpreter that built this library: equal
/// to Python's for all 1,114,112 code points (tests/python/test_unicode.py). `c` <= U+10FFFF.
[[nodiscard]] inline const Properties& properties(char32_t c) noexcept {
  const auto block = static_cast<std::uint32_t>(tables::blocks[c >> tables::block_bits]);
  const auto within = c & ((1u << tables::block_bits) - 1);
  return tables::records[tables::entries[(block << tables::block_bits) + within]];
}

[[nodiscard]] inline bool is_word(char32_t c) noexcept { return properties(c).flags & word; }
[[nodiscard]] inline bool is_space(char32_t c) noexcept { return properties(c).flags & space; }

/// The one character whose lower-case form has two code points: "i" and U+0307.
inline constexpr char32_t capital_i_with_dot = 0x0130;

/// The lower-case form of `c` outside of any context, as `str.lower` gives it for one character;
/// for `capital_i_with_dot` the first code point of it.
[[nodiscard]] inline char32_t lower(char32_t c) noexcept {
  return static_cast<char32_t>(static_cast<std::int32_t>(c) + properties(c).lower_delta);
}

/// A decomposition, at most 18 code points long.
struct Decomposition {
  char32_t code_points[18];
  std::uint8_t length;

  [[nodiscard]] std::span<const char32_t> view() const { return {code_points, length}; }
};

/// `unicodedata.normalize("NFKD", c)`: `c` itself where nothing decomposes; Hangul included.
[[nodiscard]] Decomposition decompose(char32_t c) noexcept;

}  // namespace broadsheet::text
