// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/fold.hpp"
#include "broadsheet/text/origin.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/words.hpp"

namespace broadsheet::tokens {

/// Calls `take(const Token&, text::Range)` with each word of a text, lower-cased, in order, and
/// with the code points of the original that it comes from. Words are maximal runs of word
/// characters of the lower-cased text, as `\w+` of Python finds them in `text.lower()`.
///
/// A token is valid during its call. Linear in the text. Memory: the lower-cased text.
template <class F>
void locate_words(const text::View& view, base::Checkpoint& checkpoint, F&& take) {
  text::Folded folded;
  text::fold(view, 0, view.length, {}, checkpoint, folded);
  text::Origin origin(view, folded);
  std::vector<Token> room(WordFinder::most_at_once);
  for (WordFinder finder(folded, 1); !finder.done();) {
    checkpoint();
    const auto n = finder.next(std::span<Token, WordFinder::most_at_once>(room));
    for (const auto& token : std::span<const Token>(room).first(n)) {
      const auto byte = static_cast<std::size_t>(token.data - folded.bytes().data());
      const auto first = origin.of(byte);
      const auto last = origin.of(byte + token.length - 1);
      take(token, text::Range{first, last + 1});
    }
  }
}

}  // namespace broadsheet::tokens
