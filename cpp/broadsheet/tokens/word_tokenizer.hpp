// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/fold.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/stop_words.hpp"
#include "broadsheet/tokens/words.hpp"

namespace broadsheet::tokens {

/// Words of an article, folded, without stop words. Constant once made: safe from many threads,
/// each with a Scratch of its own.
class WordTokenizer {
 public:
  struct Scratch {
    text::Folded folded;
    std::vector<Token> tokens = std::vector<Token>(WordFinder::most_at_once);
  };

  /// @param min_length  code points that a word needs, at least 1.
  WordTokenizer(text::FoldOptions fold, std::size_t min_length, StopWords stop_words);

  /// Calls `take(std::span<const Token>)` with the tokens of `view` in their order, in one or more
  /// batches, each valid during its call. Linear in the text.
  template <class F>
  void tokenize(const text::View& view, Scratch& scratch, base::Checkpoint& checkpoint,
                F&& take) const {
    for (std::size_t begin = 0; begin < view.length;) {
      const auto end = cut(view, begin);
      scratch.folded.clear();
      text::fold(view, begin, end, fold_, checkpoint, scratch.folded);
      // Not once for each of many short texts: what goes through these looks out for itself.
      WordFinder finder(scratch.folded, min_length_);
      for (;;) {
        take(std::span<const Token>(scratch.tokens).first(find(finder, scratch)));
        if (finder.done()) break;
        checkpoint();
      }
      begin = end;
      if (begin < view.length) checkpoint();
    }
  }

 private:
  // Where the batch that starts at `begin` ends: behind ASCII white space, which no folding turns
  // into a part of a word. A batch is small enough for a core's cache.
  static std::size_t cut(const text::View& view, std::size_t begin);

  // How many of the next words, at the front of the scratch memory, are no stop words.
  std::size_t find(WordFinder& finder, Scratch& scratch) const;

  text::FoldOptions fold_;
  std::size_t min_length_;
  StopWords stop_words_;
};

}  // namespace broadsheet::tokens
