// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/analyzer.hpp"

#include <stdexcept>
#include <string>

namespace broadsheet::tokens {

Analyzer::Analyzer(Unit unit, NgramRange range, text::FoldOptions fold, std::size_t min_length,
                   StopWords stop_words, text::DecodeError decode_error)
    : unit_(unit),
      range_(range),
      fold_(fold),
      words_(fold, min_length, std::move(stop_words)),
      decode_error_(decode_error) {
  if (range.least < 1 || range.most < range.least) {
    throw std::invalid_argument("n-gram lengths must be 1 <= least <= most, got " +
                                std::to_string(range.least) + " and " + std::to_string(range.most));
  }
}

void Analyzer::start_characters(const text::View& view, Scratch& scratch,
                                base::Checkpoint& checkpoint) const {
  auto& folded = scratch.words.folded;
  folded.clear();
  const auto text = decoded(view, scratch, checkpoint);
  text::fold(text, 0, text.length, fold_, checkpoint, folded);
  const auto within =
      unit_ == Unit::character ? CharNgrams::Within::text : CharNgrams::Within::words;
  scratch.char_ngrams.start(folded, within, range_);
}

}  // namespace broadsheet::tokens
