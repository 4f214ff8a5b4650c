// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// What stands between a word and the next of its sentence?
enum class Follows : std::uint8_t {
  end,      ///< nothing: the sentence, or the line, ends there.
  start,    ///< a word that begins a sentence; anything after a colon but the two below.
  unknown,  ///< a name, a number, a quotation: one cannot tell.
  more,     ///< the sentence goes on: lower case, a comma, a word that is tied to it.
};

/// A word as the matching of boilerplate sees it: a run of word characters; or of other characters
/// between white space, if there are two or more in a row ("***", "• • •").
struct PhraseWord {
  std::size_t begin = 0;  ///< code points [begin, end) of the text.
  std::size_t end = 0;
  std::uint64_t hash = 0;   ///< of its lower case; see `word_hash`.
  bool is_number = false;   ///< or part of a date.
  bool is_symbols = false;  ///< has no word character but underscores.
  bool is_capital = false;  ///< begins with an upper-case letter.
  bool has_colon = false;   ///< a colon stands between it and what follows.
  bool is_tied = false;     ///< a slash alone stands there: "AFP/Getty".
  bool opens = false;       ///< it is the first of its sentence, or after "[" or symbols.
  Follows follows = Follows::more;
};

/// Does it open or close a quotation, in whatever language?
[[nodiscard]] bool is_quotation_mark(char32_t c) noexcept;

/// Some sentences of a text, cut into words.
struct PhraseBlock {
  std::vector<PhraseWord> words;
  std::vector<std::size_t> first_word;  ///< shape (n_sentences + 1,): where each sentence's begin.
  std::vector<Range> sentences;         ///< shape (n_sentences,): or the part that is in the block.

  [[nodiscard]] std::span<const PhraseWord> of(std::size_t sentence) const {
    return std::span(words).subspan(first_word[sentence],
                                    first_word[sentence + 1] - first_word[sentence]);
  }
};

/// Cuts the sentences of texts into words, block by block.
///
/// A word begins a sentence (`Follows::start`) if it is capitalised, follows white space with no
/// stop before it, has four letters at the most, and stands in the same block in lower case, but
/// not with a capital after a word in lower case: "Story Continued Below The senator" has a border
/// before "The"; "Sen. John", "Senate Minority Leader" and "Story Continued Below Trump" have none
/// that can be seen. So it needs no list of words in any language, since frequent words are short;
/// scripts without case have no such borders. Likewise where a bracket closes that a sentence began
/// with. Linear.
/// Source: G. K. Zipf, "The Psycho-Biology of Language", 1935, of the length of frequent words.
class PhraseCutter {
 public:
  /// A block has so many words at the most; a longer sentence is cut after them.
  static constexpr std::size_t most_words = std::size_t{1} << 16;

  /// @param view      one text; must outlive the cutter's use.
  /// @param segments  the text, cut.
  /// @param begin     what stands before it is passed over.
  void start(const View& view, const Segments& segments, std::size_t begin = 0);

  /// Cuts the next sentences into words.
  /// @return  false when there are none left.
  bool next(base::Checkpoint& checkpoint);

  [[nodiscard]] const PhraseBlock& block() const { return block_; }

 private:
  template <class Unit>
  void cut_sentence(const Unit* units, Range sentence, base::Checkpoint& checkpoint);
  template <class Unit>
  void mark_borders(const Unit* units, base::Checkpoint& checkpoint);
  void mark_date(std::size_t i, std::size_t first, std::size_t last);
  template <class Unit>
  void mark_border(const Unit* units, std::size_t i, const PhraseWord* next, Range sentence,
                   base::Pace& pace);

  View view_{};
  std::span<const Range> sentences_;
  std::size_t next_sentence_ = 0;
  std::size_t next_begin_ = 0;  // within that sentence; 0 for its begin
  PhraseBlock block_;
  // Which words stand in the block in lower case: a bit for each, by hash.
  static constexpr std::size_t n_bits = std::size_t{1} << 14;
  using Bits = std::array<std::uint64_t, n_bits / 64>;
  Bits lower_{};
  // And which with a capital after a word in lower case: once, and more than once.
  Bits capital_{};
  Bits capitals_{};
};

}  // namespace broadsheet::text
