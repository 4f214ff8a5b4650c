// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/span_finder.hpp"

#include <algorithm>

#include "broadsheet/text/listed_phrases.hpp"
#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/phrase_matching.hpp"
#include "broadsheet/text/rules.hpp"
#include "broadsheet/text/unicode.hpp"

namespace broadsheet::text {
namespace {

// A dateline is looked for in the first sentences, and no further than this many code points.
constexpr std::size_t head_sentences = 3;
constexpr std::size_t longest_head = 400;
// So many words between two phrases that go, or before one at the begin of a text, go as well.
constexpr std::size_t most_between = 4;

Reason reason_of(const LearnedPhrase& phrase) {
  if (phrase.source == LearnedPhrase::listed) return Reason::phrase;
  return phrase.source == LearnedPhrase::everywhere ? Reason::everywhere : Reason::learned;
}

}  // namespace

void SpanFinder::find(const View& view, const Segments& segments, Index source,
                      base::Checkpoint& checkpoint, std::vector<Removal>& out) {
  view_ = view;
  source_ = source;
  out.clear();
  out_ = &out;
  const auto first = rules_ ? find_head(segments, checkpoint) : 0;
  cutter_.start(view, segments, first);
  bool is_head = true;
  while (cutter_.next(checkpoint)) {
    const auto& block = cutter_.block();
    for (std::size_t s = 0; s < block.sentences.size(); ++s) {
      const auto words = block.of(s);
      if (words.empty()) continue;
      find_in(words, block.sentences[s], is_head);
      is_head = false;
    }
    checkpoint();
  }
  if (rules_) add_credits(segments, checkpoint);
}

// Takes a dateline out, and what stands before it; returns where the story begins.
std::size_t SpanFinder::find_head(const Segments& segments, base::Checkpoint&) {
  const auto n = std::min(head_sentences, segments.sentences.size());
  for (std::size_t s = 0; s < n; ++s) {
    const auto& sentence = segments.sentences[s];
    if (sentence.begin > segments.sentences[0].begin + longest_head) break;
    const auto found = dateline_end(view_, sentence.begin, sentence.end);
    // What stands before a bare word in capitals may be the story itself.
    if (!found || (s > 0 && !found->is_sure)) continue;
    const auto end = found->end;
    for (std::size_t before = 0; before < s; ++before) {
      out_->push_back({segments.sentences[before], Reason::before_dateline});
    }
    auto last = end;  // without the white space at its end
    visit(view_, [&](const auto* units, std::size_t) {
      while (last > sentence.begin && is_space(units[last - 1])) --last;
    });
    out_->push_back({{sentence.begin, last}, Reason::dateline});
    return end;
  }
  return 0;
}

void SpanFinder::find_in(std::span<const PhraseWord> words, Range sentence, bool is_head) {
  if (rules_ && is_copyright(view_, sentence, words)) {
    add(words, sentence, 0, {words.size(), {{}, Reason::copyright}});
    return;
  }
  bool at_border = true;
  bool after_other = is_head;  // what goes, or the begin of the text
  std::size_t after = 0;       // the first word after it
  for (std::size_t i = 0; i < words.size();) {
    Match match;
    if (rules_ && words[i].is_symbols) {
      const auto n = separator_words(view_, words.subspan(i));
      // Amid a sentence it may stand for a word: "my name is ____", "the *** team".
      if (n > 0 && (at_border || i + n == words.size())) {
        match = {i + n, {{}, Reason::separator}};
      }
    }
    if (match.end == 0) {
      if (at_border || words[i].opens) {
        match = longest_from(words, i, Start::border);
      } else if (is_behind_byline(words, i, is_head)) {
        match = longest_from(words, i, Start::behind_byline);
      }
      const bool is_apart = i == 0 || words[i - 1].follows != Follows::more;
      if (match.end == 0 && words[i].is_capital && is_apart) {
        match = longest_from(words, i, Start::amid);
      }
    }
    at_border = match.end > 0;
    if (match.end > 0) {
      if (rules_ && after_other && after < i && i - after <= most_between && match.end - i > 1 &&
          match.removal.reason != Reason::separator) {
        add(words, sentence, after, {i, {{}, Reason::between}});
      }
      add(words, sentence, i, match);
      i = after = match.end;
      after_other = true;
    } else {
      ++i;
    }
  }
}

SpanFinder::Match SpanFinder::longest_from(std::span<const PhraseWord> words, std::size_t start,
                                           Start kind) const {
  const bool at_border = kind != Start::amid;
  Match best;
  if (!may_begin(words, start)) return best;
  Phrase phrase;
  const auto end = start == 0 ? words.size() : std::min(words.size(), start + longest_tail);
  for (auto i = start; i < end && phrase.n_words() <= index_.longest(); ++i) {
    const auto& word = words[i];
    add_word(word, phrase);
    const bool is_last = i + 1 == words.size();
    if (!is_last && (word.follows == Follows::more || word.is_tied ||
                     phrase.n_words() > longest_part || continues_number(words, i))) {
      continue;
    }
    const auto key = phrase.key(mark_of(word, kind == Start::behind_byline));
    const auto* found = index_.find(key, source_);
    if (found == nullptr) continue;
    int places = at_border ? LearnedPhrase::part : LearnedPhrase::free;
    if (is_last) places |= at_border ? LearnedPhrase::whole : LearnedPhrase::tail;
    if ((found->places & places) == 0) continue;
    // A few words amid a sentence: only where the next one is seen to start.
    if (!at_border && phrase.n_words() < shortest_free && word.follows == Follows::unknown &&
        !(found->places & LearnedPhrase::name)) {
      continue;
    }
    best = {i + 1, {{}, reason_of(*found), key}};
  }
  return best;
}

bool SpanFinder::may_begin(std::span<const PhraseWord> words, std::size_t start) const {
  Phrase phrase;
  constexpr std::size_t longest_lead = 16;  // a number or date of several words is one
  const auto end = std::min(words.size(), start + longest_lead);
  for (std::size_t i = start; i < end; ++i) {
    add_word(words[i], phrase);
    if (phrase.n_words() > lead_words) break;
    if (index_.may_lead(lead_of(phrase))) return true;
  }
  return false;
}

// A stretch takes along what is written right before and after its words, and at the ends of a
// sentence all that is there.
void SpanFinder::add(std::span<const PhraseWord> words, Range sentence, std::size_t start,
                     const Match& match) {
  auto removal = match.removal;
  auto& range = removal.range;
  range = {words[start].begin, words[match.end - 1].end};
  visit(view_, [&](const auto* units, std::size_t) {
    const auto is_attached = [&](std::size_t i) {
      return !is_space(units[i]) && !is_word(units[i]);
    };
    if (start == 0) {
      range.begin = sentence.begin;
    } else {
      const auto least = words[start - 1].end;
      while (range.begin > least && is_attached(range.begin - 1)) --range.begin;
    }
    if (match.end == words.size()) {
      range.end = sentence.end;
      while (range.end > range.begin && is_space(units[range.end - 1])) --range.end;
    } else {
      while (range.end < words[match.end].begin && is_attached(range.end)) ++range.end;
    }
    // Symbols between two stretches belong to the first.
    if (!out_->empty()) range.begin = std::max(range.begin, out_->back().range.end);
    while (range.begin < range.end && is_space(units[range.begin])) ++range.begin;
  });
  if (range.begin < range.end) out_->push_back(removal);
}

// Adds credits where nothing else was found, in order.
void SpanFinder::add_credits(const Segments& segments, base::Checkpoint& checkpoint) {
  credits_.clear();
  find_credits(view_, checkpoint, credits_);
  if (credits_.empty()) return;
  merged_.clear();
  std::size_t next = 0;
  auto sentence = segments.sentences.begin();
  for (const auto& credit : credits_) {
    while (next < out_->size() && (*out_)[next].range.end <= credit.begin) {
      merged_.push_back((*out_)[next++]);
    }
    if (next < out_->size() && (*out_)[next].range.begin < credit.end) continue;
    while (sentence != segments.sentences.end() && sentence->end <= credit.begin) ++sentence;
    if (sentence == segments.sentences.end()) break;
    if (sentence->begin <= credit.begin && credit.end <= sentence->end) {
      merged_.push_back({credit, Reason::credit});
    }
  }
  merged_.insert(merged_.end(), out_->begin() + static_cast<std::ptrdiff_t>(next), out_->end());
  out_->swap(merged_);
}

}  // namespace broadsheet::text
