// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/fold.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <vector>

#include "broadsheet/text/ascii.hpp"
#include "broadsheet/text/unicode.hpp"
#include "broadsheet/text/writer.hpp"

namespace broadsheet::text {
namespace {

constexpr char32_t capital_sigma = 0x03A3;
constexpr char32_t final_sigma = 0x03C2;
constexpr char32_t small_sigma = 0x03C3;
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

Writer strip_and_append(char32_t c, StripAccents strip_accents, Writer to) {
  if (strip_accents == StripAccents::none) {
    to.append(c, is_word(c));
    return to;
  }
  const auto decomposition = decompose(c);
  for (const auto part : decomposition.view()) {
    const auto flags = properties(part).flags;
    const bool keep = strip_accents == StripAccents::ascii ? part < 0x80 : !(flags & combining);
    if (keep) to.append(part, flags & word);
  }
  return to;
}

// Folds one code point in its context.
template <class Unit>
Writer fold_one(const Unit* units, std::size_t length, std::size_t i, const FoldOptions& options,
                Writer to) {
  const char32_t c = units[i];
  if (!options.lowercase) return strip_and_append(c, options.strip_accents, to);
  if (c == capital_sigma) {
    const auto sigma = is_final(units, length, i) ? final_sigma : small_sigma;
    return strip_and_append(sigma, options.strip_accents, to);
  }
  to = strip_and_append(lower(c), options.strip_accents, to);
  if (c != capital_i_with_dot) return to;
  return strip_and_append(combining_dot_above, options.strip_accents, to);
}

// What each code point of the Basic Multilingual Plane becomes: half a megabyte, of which a text
// touches the few kilobytes of its alphabet.
constexpr char32_t n_replacements = 0x10000;
using Replacements = std::vector<Replacement>;

Replacements make_replacements(const FoldOptions& options) {
  Replacements result(n_replacements);
  for (std::uint32_t c = 0; c < n_replacements; ++c) {
    char bytes[most_bytes];
    std::uint64_t word_bits[most_bytes / 64 + 1] = {};
    const auto size = fold_one(&c, 1, 0, options, Writer(bytes, word_bits, 0)).finish(bytes);
    auto& replacement = result[c];
    replacement.is_special = c == capital_sigma || size > sizeof replacement.bytes;
    if (replacement.is_special) continue;
    std::copy_n(bytes, size, replacement.bytes);
    replacement.length = static_cast<std::uint8_t>(size);
    replacement.word_bits = static_cast<std::uint8_t>(word_bits[0]);
  }
  return result;
}

// Made in a millisecond when first asked for, and kept.
const Replacement* replacements(const FoldOptions& options) {
  static std::array<std::once_flag, 6> once;
  static std::array<Replacements, 6> made;
  const auto o = 2 * static_cast<std::size_t>(options.strip_accents) + options.lowercase;
  std::call_once(once[o], [&] { made[o] = make_replacements(options); });
  return made[o].data();
}

}  // namespace

/// Writes into a Folded.
class Folder {
 public:
  Folder(const FoldOptions& options, Folded& out)
      : options_(options), replacements_(replacements(options)), out_(out) {}

  template <class Unit>
  void fold(const Unit* units, std::size_t length, std::size_t begin, std::size_t end) {
    // In steps for which the buffers are surely large enough.
    constexpr std::size_t step = 1 << 10;
    for (std::size_t i = begin; i < end; i += step) {
      const auto stop = std::min(i + step, end);
      out_.grow((stop - i) * most_bytes);
      const Writer to(out_.bytes_.data(), out_.word_bits_.data(), out_.size_);
      out_.size_ = fold_some(units, length, i, stop, to).finish(out_.bytes_.data());
    }
  }

 private:
  template <class Unit>
  Writer fold_some(const Unit* units, std::size_t length, std::size_t i, std::size_t end,
                   Writer to) const {
    while (i < end) {
      // As many ASCII blocks as come; a block with anything else is folded one by one.
      while (i + ascii::block <= end) {
        const int mask = ascii::fold_block(units + i, options_.lowercase, to.to());
        if (mask < 0) break;
        to.take(static_cast<std::uint64_t>(mask), ascii::block);
        i += ascii::block;
      }
      const auto stop = std::min(i + ascii::block, end);
      for (; i < stop; ++i) {
        const char32_t c = units[i];
        if (c < n_replacements && !replacements_[c].is_special) {
          to.append(replacements_[c]);
        } else {
          to = fold_one(units, length, i, options_, to);
        }
      }
    }
    return to;
  }

  const FoldOptions& options_;
  const Replacement* replacements_;
  Folded& out_;
};

void Folded::clear() {
  word_bits_[0] = 0;
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
  constexpr std::size_t between_checkpoints = 1 << 16;
  Folder folder(options, out);
  visit(view, [&](const auto* units, std::size_t length) {
    for (std::size_t i = begin; i < end; i += between_checkpoints) {
      if (i > begin) checkpoint();
      folder.fold(units, length, i, std::min(i + between_checkpoints, end));
    }
  });
}

}  // namespace broadsheet::text
