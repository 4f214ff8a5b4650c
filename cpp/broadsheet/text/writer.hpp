// SPDX-License-Identifier: Apache-2.0
// Appends to a folded text. PRIVATE to fold.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace broadsheet::text {

/// What one code point is folded to, whatever stands around it.
struct Replacement {
  char bytes[4];           ///< UTF-8.
  std::uint8_t length;     ///< bytes in use.
  std::uint8_t word_bits;  ///< bit i: byte i is of a word character.
  bool is_special;         ///< decided by context, or longer; none of the above is set.
};

/// The end of a folded text, to which it appends; the buffers are large enough.
///
/// It is passed by value, to stay in registers: were its parts kept where something else could
/// point to, the compiler would have to read them again after every byte that is written.
class Writer {
 public:
  /// Writes at byte `size` of a text. @param word_bits  correct for all bytes before it.
  Writer(char* bytes, std::uint64_t* word_bits, std::size_t size)
      : to_(bytes + size),
        entry_(word_bits + size / 64),
        bits_(size % 64 == 0 ? 0 : *entry_),
        n_bits_(static_cast<unsigned>(size % 64)) {}

  /// Where the next byte goes.
  [[nodiscard]] char* to() const { return to_; }

  /// Appends the n <= 16 bytes that stand at `to`. Bit i of `word_bits`: byte i is of a word
  /// character; bits past n are 0.
  void take(std::uint64_t word_bits, unsigned n) {
    to_ += n;
    bits_ |= word_bits << n_bits_;
    n_bits_ += n;
    if (n_bits_ >= 64) {
      *entry_++ = bits_;
      n_bits_ -= 64;
      bits_ = word_bits >> (n - n_bits_);
    }
  }

  /// Four bytes are written whatever the length is: that takes no branch.
  void append(const Replacement& replacement) {
    std::memcpy(to_, replacement.bytes, sizeof replacement.bytes);
    take(replacement.word_bits, replacement.length);
  }

  void append(char32_t c, bool is_word) {
    const auto tail = [c](unsigned shift) {
      return static_cast<char>(0x80 | ((c >> shift) & 0x3F));
    };
    unsigned n = 1;
    if (c < 0x80) {
      to_[0] = static_cast<char>(c);
    } else if (c < 0x800) {
      to_[0] = static_cast<char>(0xC0 | (c >> 6));
      to_[1] = tail(0);
      n = 2;
    } else if (c < 0x10000) {
      to_[0] = static_cast<char>(0xE0 | (c >> 12));
      to_[1] = tail(6);
      to_[2] = tail(0);
      n = 3;
    } else {
      to_[0] = static_cast<char>(0xF0 | (c >> 18));
      to_[1] = tail(12);
      to_[2] = tail(6);
      to_[3] = tail(0);
      n = 4;
    }
    take(is_word ? (std::uint64_t{1} << n) - 1 : 0, n);
  }

  /// Writes what is still held back, and says how long the text is that begins at `bytes`.
  [[nodiscard]] std::size_t finish(const char* bytes) const {
    *entry_ = bits_;
    return static_cast<std::size_t>(to_ - bytes);
  }

 private:
  char* to_;
  std::uint64_t* entry_;  // the entry of the word bits that `to` falls into,
  std::uint64_t bits_;    // what it holds so far, not yet written,
  unsigned n_bits_;       // and how many bits that is, below 64
};

}  // namespace broadsheet::text
