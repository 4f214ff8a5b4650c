// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace broadsheet::text {

/// How many bytes a code unit of a borrowed text has. Each unit is one whole code point; but in
/// UTF-8, which Utf8Decoder turns into such.
enum class Width : std::uint8_t { utf8 = 0, one = 1, two = 2, four = 4 };

/// A text that somebody else owns: code points, each stored in one unit of `width` bytes.
///
/// CPython keeps its strings so (PEP 393); nothing is copied or decoded to read one. Every value
/// up to U+10FFFF may occur, lone surrogates and NUL included.
struct View {
  const void* data = nullptr;
  std::size_t length = 0;  ///< code points; bytes of UTF-8.
  Width width = Width::one;
};

/// Calls `f(units, length)` with `units` a pointer to std::uint8_t, uint16_t or uint32_t.
/// @throws std::invalid_argument  when the text is still UTF-8.
template <class F>
decltype(auto) visit(const View& view, F&& f) {
  switch (view.width) {
    case Width::one:
      return std::forward<F>(f)(static_cast<const std::uint8_t*>(view.data), view.length);
    case Width::two:
      return std::forward<F>(f)(static_cast<const std::uint16_t*>(view.data), view.length);
    case Width::four:
      return std::forward<F>(f)(static_cast<const std::uint32_t*>(view.data), view.length);
    case Width::utf8:
      break;
  }
  throw std::invalid_argument("UTF-8 must be decoded first");
}

}  // namespace broadsheet::text
