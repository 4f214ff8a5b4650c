// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// What malformed UTF-8 does, by the names that Python's `bytes.decode` has for it.
enum class DecodeError : std::uint8_t {
  strict,   ///< MalformedUtf8 is thrown.
  ignore,   ///< It is left out.
  replace,  ///< Each maximal subpart becomes one U+FFFD.
};

/// Bytes that are no UTF-8.
class MalformedUtf8 : public std::runtime_error {
 public:
  MalformedUtf8() : std::runtime_error("malformed UTF-8") {}
};

/// Decodes UTF-8 as CPython does; its memory is used again.
///
/// Well-formed is what Table 3-7 of the Unicode Standard lists: no overlong forms, no surrogates,
/// nothing above U+10FFFF; a byte order mark is a code point as any other. Malformed are the
/// longest beginning of a well-formed sequence that nothing continues, or else a single byte: the
/// "substitution of maximal subparts", section 3.9 of the Unicode Standard.
class Utf8Decoder {
 public:
  /// Gives the code points of `utf8`, a view of Width::utf8, in units of two or four bytes; ASCII
  /// stays where it is. Linear.
  ///
  /// @return valid until the next call, and no longer than the bytes are.
  /// @throws MalformedUtf8  under DecodeError::strict.
  [[nodiscard]] View decode(const View& utf8, DecodeError on_error, base::Checkpoint& checkpoint);

 private:
  base::Buffer<std::uint16_t> two_;
  base::Buffer<std::uint32_t> four_;
};

}  // namespace broadsheet::text
