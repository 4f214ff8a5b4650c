// SPDX-License-Identifier: Apache-2.0
// What text/recurrences.hpp counts, the slow and obvious way: every run of words of every sentence,
// and sets of articles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/text/phrase_matching.hpp"
#include "broadsheet/text/phrase_words.hpp"
#include "text/texts.hpp"

namespace broadsheet::reference {

/// The articles of one source that have a phrase, by what it is there.
struct Standing {
  std::set<std::size_t> whole;
  std::set<std::size_t> part;
  std::set<std::size_t> against;
  std::set<std::size_t> unknown;
};

/// By (key, source).
using Standings = std::map<std::pair<std::uint64_t, Index>, Standing>;

// Counts one run of words [start, end) of a sentence.
inline void count_run(std::span<const text::PhraseWord> words, std::size_t start, std::size_t end,
                      bool is_head, std::size_t article, Index source, Standings& result) {
  using text::Follows;
  text::Phrase phrase;
  for (auto i = start; i < end; ++i) text::add_word(words[i], phrase);
  const auto& last = words[end - 1];
  const bool at_end = end == words.size();
  if (!at_end && last.is_number && words[end].is_number) return;  // amid a number
  if (!phrase.has_letters()) return;
  const bool behind = text::is_behind_byline(words, start, is_head);
  const bool at_border = start == 0 || words[start].opens || behind;
  const auto mark = text::mark_of(last, is_head && start > 0 && start < text::head_words);
  if (mark == text::Phrase::Mark::head && phrase.n_words() < text::shortest_behind_byline) return;
  auto& standing = result[{phrase.key(mark), source}];
  if (at_end) {
    if (start == 0) standing.whole.insert(article);
  } else if (at_border) {
    if (last.follows == Follows::start) {
      if (phrase.n_words() <= text::longest_part) standing.part.insert(article);
    } else if (phrase.n_words() <= text::longest_against) {
      (last.follows == Follows::more ? standing.against : standing.unknown).insert(article);
    }
  } else if (words[start].is_capital && last.follows == Follows::start &&
             phrase.n_words() >= text::shortest_free && phrase.n_words() <= text::longest_part) {
    standing.part.insert(article);
  }
}

inline Standings count_recurrences(const std::vector<std::u32string>& texts,
                                   const std::vector<Index>& sources) {
  Standings result;
  for (std::size_t a = 0; a < texts.size(); ++a) {
    if (sources[a] < 0) continue;
    const test::Text owner(texts[a]);
    const auto segments = test::cut(texts[a]);
    text::PhraseCutter cutter;
    cutter.start(owner.view(), segments);
    bool is_head = true;
    test::with_checkpoint([&](auto& checkpoint) {
      while (cutter.next(checkpoint)) {
        for (std::size_t s = 0; s < cutter.block().sentences.size(); ++s) {
          const auto words = cutter.block().of(s);
          if (words.empty()) continue;
          for (std::size_t i = 0; i < words.size(); ++i) {
            for (auto j = i + 1; j <= words.size(); ++j) {
              count_run(words, i, j, is_head, a, sources[a], result);
            }
          }
          is_head = false;
        }
      }
    });
  }
  std::erase_if(result, [](const auto& entry) {
    const auto& s = entry.second;
    return s.whole.empty() && s.part.empty() && s.against.empty() && s.unknown.empty();
  });
  return result;
}

}  // namespace broadsheet::reference
