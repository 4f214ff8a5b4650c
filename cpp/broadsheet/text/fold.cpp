// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/fold.hpp"

#include <algorithm>

#include "broadsheet/text/ascii.hpp"
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

constexpr char32_t capital_sigma = 0x03A3;
constexpr char32_t final_sigma = 0x03C2;
constexpr char32_t small_sigma = 0x03C3;
constexpr char32_t capital_i_with_dot = 0x0130;
constexpr char32_t combining_dot_above = 0x0307;

// Unicode's condition Final_Sigma, as CPython reads it: a cased letter before and none after,
// both looked for through case-ignorable characters. A sigma is cased itself, so all the looks of
// one text together are linear in its length.
template <class Unit>
bool is_final(const Unit* units, std::size_t length, std::size_t at) {
  std::size_t before = at;
  while (before > 0 && (properties(units[before - 1]).flags & case_ignorable)) --before;
  if (before == 0 || !(properties(units[before - 1]).flags & cased)) return false;
  std::size_t after = at + 1;
  while (after < length && (properties(units[after]).flags & case_ignorable)) ++after;
  return after == length || !(properties(units[after]).flags & cased);
}

// The most bytes that one code point can become: eighteen decomposed ones of four.
constexpr std::size_t most_bytes = 72;

}  // namespace

/// Writes into a Folded, whose buffers it knows to be large enough.
class Folder {
 public:
  Folder(const FoldOptions& options, Folded& out) : options_(options), out_(out) {}

  template <class Unit>
  void fold(const Unit* units, std::size_t length, std::size_t begin, std::size_t end,
            base::Checkpoint& checkpoint) {
    constexpr std::size_t between_checkpoints = 1 << 16;
    for (std::size_t from = begin; from < end; from += between_checkpoints) {
      checkpoint();
      fold_some(units, length, from, std::min(from + between_checkpoints, end));
    }
  }

 private:
  template <class Unit>
  void fold_some(const Unit* units, std::size_t length, std::size_t i, std::size_t end) {
    while (i < end) {
      out_.grow(ascii::block * most_bytes);
      // As many ASCII blocks as come; a block with anything else is folded one by one.
      while (i + ascii::block <= end) {
        const int mask = ascii::fold_block(units + i, options_.lowercase,
                                           out_.bytes_.data() + out_.size_);
        if (mask < 0) break;
        append_bits(static_cast<std::uint64_t>(mask), ascii::block);
        i += ascii::block;
        if (out_.size_ + ascii::block * most_bytes > out_.bytes_.size()) out_.grow(1 << 12);
      }
      const auto stop = std::min(i + ascii::block, end);
      for (; i < stop; ++i) fold_one(units, length, i);
    }
  }

  template <class Unit>
  void fold_one(const Unit* units, std::size_t length, std::size_t i) {
    const char32_t c = units[i];
    if (!options_.lowercase) {
      strip_and_append(c);
    } else if (c == capital_sigma) {
      strip_and_append(is_final(units, length, i) ? final_sigma : small_sigma);
    } else {
      strip_and_append(lower(c));
      if (c == capital_i_with_dot) strip_and_append(combining_dot_above);
    }
  }

  void strip_and_append(char32_t c) {
    if (c < 0x80 || options_.strip_accents == StripAccents::none) return append(c);
    const auto decomposition = decompose(c);
    for (const auto part : decomposition.view()) {
      const bool keep = options_.strip_accents == StripAccents::ascii
                            ? part < 0x80
                            : !(properties(part).flags & combining);
      if (keep) append(part);
    }
  }

  void append(char32_t c) {
    char* to = out_.bytes_.data() + out_.size_;
    const auto tail = [c](unsigned shift) {
      return static_cast<char>(0x80 | ((c >> shift) & 0x3F));
    };
    std::size_t n = 1;
    if (c < 0x80) {
      to[0] = static_cast<char>(c);
    } else if (c < 0x800) {
      to[0] = static_cast<char>(0xC0 | (c >> 6));
      to[1] = tail(0);
      n = 2;
    } else if (c < 0x10000) {
      to[0] = static_cast<char>(0xE0 | (c >> 12));
      to[1] = tail(6);
      to[2] = tail(0);
      n = 3;
    } else {
      to[0] = static_cast<char>(0xF0 | (c >> 18));
      to[1] = tail(12);
      to[2] = tail(6);
      to[3] = tail(0);
      n = 4;
    }
    append_bits(is_word(c) ? (std::uint64_t{1} << n) - 1 : 0, n);
  }

  // The n bytes at the end are written; `bits` says which of them are of word characters.
  void append_bits(std::uint64_t bits, std::size_t n) {
    const auto entry = out_.size_ / 64;
    const auto shift = out_.size_ % 64;
    out_.word_bits_[entry] |= bits << shift;
    if (shift + n > 64) out_.word_bits_[entry + 1] |= bits >> (64 - shift);
    out_.size_ += n;
  }

  const FoldOptions& options_;
  Folded& out_;
};

void Folded::clear() {
  // Only what was written: a short text after a long one costs no more than itself.
  const auto used = std::min(size_ / 64 + 2, word_bits_.size());
  std::fill_n(word_bits_.begin(), used, 0);
  size_ = 0;
}

void Folded::grow(std::size_t more) {
  const auto needed = size_ + more + padding;
  if (needed <= bytes_.size()) return;
  const auto capacity = std::max(needed, 2 * bytes_.size());
  bytes_.resize(capacity);
  word_bits_.resize(capacity / 64 + 2);
}

void fold(const View& view, std::size_t begin, std::size_t end, const FoldOptions& options,
          base::Checkpoint& checkpoint, Folded& out) {
  Folder folder(options, out);
  visit(view, [&](const auto* units, std::size_t length) {
    folder.fold(units, length, begin, end, checkpoint);
  });
}

}  // namespace broadsheet::text
