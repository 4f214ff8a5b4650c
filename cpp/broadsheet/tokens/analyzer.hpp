// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/fold.hpp"
#include "broadsheet/text/utf8.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/char_ngrams.hpp"
#include "broadsheet/tokens/word_ngrams.hpp"
#include "broadsheet/tokens/word_tokenizer.hpp"

namespace broadsheet::tokens {

/// What n-grams are made of.
enum class Unit : std::uint8_t {
  word,
  character,          ///< of the whole text
  character_in_word,  ///< of each word, with a space on both sides
};

/// From an article to its tokens: decoding where it is UTF-8, folding, splitting, n-grams. Constant
/// once made: safe from many threads, each with a Scratch of its own.
class Analyzer {
 public:
  struct Scratch {
    text::Utf8Decoder utf8;
    WordTokenizer::Scratch words;
    WordNgrams word_ngrams;
    CharNgrams char_ngrams;
  };

  /// @param min_length, stop_words  of words; characters take no notice of them.
  /// @param decode_error            what malformed UTF-8 does.
  /// @throws std::invalid_argument  when range is not 1 <= least <= most.
  Analyzer(Unit unit, NgramRange range, text::FoldOptions fold, std::size_t min_length,
           StopWords stop_words, text::DecodeError decode_error = text::DecodeError::strict);

  /// Calls `take(std::span<const Token>)` with the tokens of `view`, in one or more batches, each
  /// valid during its call. Linear in the text times the number of lengths.
  /// @throws text::MalformedUtf8  where that is an error.
  template <class F>
  void analyze(const text::View& view, Scratch& scratch, base::Checkpoint& checkpoint,
               F&& take) const {
    if (unit_ == Unit::word && range_.most == 1) {
      words(view, scratch, checkpoint, std::forward<F>(take));
    } else if (unit_ == Unit::word) {
      scratch.word_ngrams.clear();
      words(view, scratch, checkpoint,
            [&](std::span<const Token> batch) { take(scratch.word_ngrams.next(batch, range_)); });
    } else {
      start_characters(view, scratch, checkpoint);
      for (;;) {
        const auto tokens = scratch.char_ngrams.next();
        if (tokens.empty()) return;
        take(tokens);
        checkpoint();
      }
    }
  }

  /// The same for words that are not yet joined to n-grams.
  template <class F>
  void words(const text::View& view, Scratch& scratch, base::Checkpoint& checkpoint,
             F&& take) const {
    words_.tokenize(decoded(view, scratch, checkpoint), scratch.words, checkpoint,
                    std::forward<F>(take));
  }

  /// Lengths of the n-grams that words are to be joined to; (1, 1) where `analyze` gives tokens
  /// that no longer have to be.
  [[nodiscard]] NgramRange word_ngrams() const {
    return unit_ == Unit::word ? range_ : NgramRange{};
  }

 private:
  [[nodiscard]] text::View decoded(const text::View& view, Scratch& scratch,
                                   base::Checkpoint& checkpoint) const {
    if (view.width != text::Width::utf8) return view;
    return scratch.utf8.decode(view, decode_error_, checkpoint);
  }
  void start_characters(const text::View& view, Scratch& scratch,
                        base::Checkpoint& checkpoint) const;

  Unit unit_;
  NgramRange range_;
  text::FoldOptions fold_;
  WordTokenizer words_;
  text::DecodeError decode_error_;
};

}  // namespace broadsheet::tokens
