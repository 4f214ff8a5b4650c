// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// What happens to accented letters.
enum class StripAccents : std::uint8_t {
  none,
  ascii,    ///< decompose (NFKD), keep ASCII only: scikit-learn's strip_accents_ascii
  unicode,  ///< decompose (NFKD), drop combining marks: scikit-learn's strip_accents_unicode
};

/// How letters are made comparable. Lower-casing comes first, as in scikit-learn.
struct FoldOptions {
  bool lowercase = true;  ///< `str.lower`, with its rule for a final sigma.
  StripAccents strip_accents = StripAccents::none;
};

/// A folded text: UTF-8 (a lone surrogate as its three bytes, so that byte order is code point
/// order), and for every byte whether it belongs to a word character. Meant to be used again.
class Folded {
 public:
  void clear();
  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), size_}; }

  /// Bit i % 64 of entry i / 64: byte i is of a word character. The entry of the byte past the end
  /// is there too; its bits past the end are 0. What follows it means nothing.
  [[nodiscard]] const std::vector<std::uint64_t>& word_bits() const { return word_bits_; }

  /// Bytes that may be read past the end of `bytes()`.
  static constexpr std::size_t padding = 16;

 private:
  friend class Folder;
  void grow(std::size_t more);

  std::vector<char> bytes_ = std::vector<char>(padding);
  std::vector<std::uint64_t> word_bits_ = std::vector<std::uint64_t>(2);
  std::size_t size_ = 0;
};

/// Appends the folded code points [begin, end) of `view` to `out`; its neighbours are read too,
/// since a sigma is lower-cased by its context. Linear in end - begin for a whole text.
void fold(const View& view, std::size_t begin, std::size_t end, const FoldOptions& options,
          base::Checkpoint& checkpoint, Folded& out);

}  // namespace broadsheet::text
