// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/stop_words.hpp"

#include <bit>

#include "broadsheet/text/fold.hpp"

namespace broadsheet::tokens {

StopWords::StopWords(const std::vector<std::string>& words) {
  // A quarter full at most: nearly every look-up ends at its first slot.
  slots_.resize(std::bit_ceil(4 * words.size() + 1));
  mask_ = slots_.size() - 1;
  for (const auto& word : words) {
    auto padded = word;
    padded.resize(word.size() + text::Folded::padding);
    const Token token(padded.data(), word.size(), process_seed());
    if (contains(token)) continue;
    auto slot = token.hash & mask_;
    while (slots_[slot].number >= 0) slot = (slot + 1) & mask_;
    slots_[slot] = {token.hash, static_cast<std::int64_t>(words_.size())};
    words_.push_back(word);
    n_words_ = words_.size();
  }
}

}  // namespace broadsheet::tokens
