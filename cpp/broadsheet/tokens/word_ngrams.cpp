// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/word_ngrams.hpp"

#include <algorithm>
#include <cstring>

#include "broadsheet/text/fold.hpp"

namespace broadsheet::tokens {

void WordNgrams::clear() {
  joined_.clear();
  places_.clear();
}

void WordNgrams::append(std::span<const Token> words) {
  for (const auto& word : words) {
    const auto begin = joined_.size();
    joined_.insert(joined_.end(), word.data, word.data + word.length);
    places_.push_back({begin, joined_.size()});
    joined_.push_back(' ');
  }
}

void WordNgrams::keep_last(std::size_t n) {
  if (places_.size() <= n) return;
  const auto dropped = places_.size() - n;
  const auto shift = n == 0 ? joined_.size() : places_[dropped].begin;
  joined_.erase(joined_.begin(), joined_.begin() + static_cast<std::ptrdiff_t>(shift));
  places_.erase(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(dropped));
  for (auto& place : places_) {
    place.begin -= shift;
    place.end -= shift;
  }
}

std::span<const Token> WordNgrams::next(std::span<const Token> words, NgramRange range) {
  keep_last(range.most - 1);
  const auto first_new = places_.size();
  append(words);
  joined_.resize(joined_.size() + text::Folded::padding);
  ngrams_.clear();
  const auto seed = process_seed();
  for (auto last = first_new; last < places_.size(); ++last) {
    const auto most = std::min(range.most, last + 1);
    for (auto n = range.least; n <= most; ++n) {
      const auto begin = places_[last + 1 - n].begin;
      ngrams_.emplace_back(joined_.data() + begin, places_[last].end - begin, seed);
    }
  }
  joined_.resize(joined_.size() - text::Folded::padding);
  return ngrams_;
}

}  // namespace broadsheet::tokens
