// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/phrase_records.hpp"

#include <algorithm>
#include <functional>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/phrase_matching.hpp"
#include "broadsheet/text/phrase_words.hpp"

namespace broadsheet::text {
namespace {

class Collector {
 public:
  Collector(std::span<const View> texts, std::span<const Index> sources, PieceRecords& out)
      : texts_(texts), sources_(sources), out_(out) {}

  /// @return  the fingerprint of the article's words.
  std::uint64_t collect(std::size_t article, base::Checkpoint& checkpoint) {
    cut(texts_[article], checkpoint, segments_);
    cutter_.start(texts_[article], segments_);
    article_ = static_cast<Index>(article);
    source_ = sources_[article];
    fingerprint_ = detail::pi_3;
    whole_.clear();
    bool is_head = true;
    while (cutter_.next(checkpoint)) {
      const auto& block = cutter_.block();
      for (std::size_t s = 0; s < block.sentences.size(); ++s) {
        const auto words = block.of(s);
        if (words.empty()) continue;
        add_sentence(words, is_head);
        is_head = false;
      }
      checkpoint();
    }
    finish_sketch(checkpoint);
    return fingerprint_;
  }

 private:
  void add_sentence(std::span<const PhraseWord> words, bool is_head) {
    is_head_ = is_head;
    last_border_ = 0;
    for (auto i = words.size(); i-- > 0;) {
      if (words[i].follows == Follows::start) {
        last_border_ = i + 1;
        break;
      }
    }
    add_from_border(words, 0);
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i].opens || is_behind_byline(words, i, is_head)) {
        add_from_border(words, i);
      } else if (words[i].is_capital && i + shortest_free <= last_border_) {
        add_free(words, i);
      }
    }
  }

  // What begins at a border: all that it begins with up to five words, and longer as far as a
  // sentence starts there; and the whole.
  void add_from_border(std::span<const PhraseWord> words, std::size_t start) {
    Phrase phrase;
    std::uint16_t lead = 0;
    const int quoted = opens_with_quotation(words[start]) ? PhraseRecord::quoted : 0;
    const auto end = start == 0 ? words.size() : std::min(words.size(), start + longest_part);
    for (auto i = start; i < end; ++i) {
      const auto& word = words[i];
      add_word(word, phrase);
      if (start == 0) fingerprint_ = detail::mix(fingerprint_ ^ word.hash, detail::pi_1);
      if (phrase.n_words() <= lead_words) lead = lead_of(phrase);
      if (i + 1 == words.size()) {
        if (start > 0 || !phrase.has_letters()) break;
        add(phrase.key(mark_of(word, start)), lead, PhraseRecord::whole | quoted, 0);
        whole_.push_back(phrase.key(mark_of(word, start)));
        break;
      }
      if (continues_number(words, i) || !phrase.has_letters()) continue;
      if (mark_of(word, start) == Phrase::Mark::head && phrase.n_words() < shortest_behind_byline) {
        continue;
      }
      if (word.follows == Follows::start) {
        if (phrase.n_words() <= longest_part) add_part(words, start, i, phrase, lead, quoted);
      } else if (phrase.n_words() <= longest_against) {
        const auto role =
            word.follows == Follows::more ? PhraseRecord::against : PhraseRecord::unknown;
        add(phrase.key(mark_of(word, start)), lead, role, 0);
      }
    }
  }

  void add_free(std::span<const PhraseWord> words, std::size_t start) {
    Phrase phrase;
    std::uint16_t lead = 0;
    const auto end = std::min(last_border_, start + longest_part);
    for (auto i = start; i < end; ++i) {
      add_word(words[i], phrase);
      if (phrase.n_words() <= lead_words) lead = lead_of(phrase);
      if (words[i].follows == Follows::start && phrase.n_words() >= shortest_free) {
        add_part(words, start, i, phrase, lead, 0);
      }
    }
  }

  void add_part(std::span<const PhraseWord> words, std::size_t start, std::size_t i,
                const Phrase& phrase, std::uint16_t lead, int quoted) {
    const int lower = words[i].is_capital || words[i].has_colon ? 0 : PhraseRecord::lower;
    add(phrase.key(mark_of(words[i], start)), lead, PhraseRecord::part | quoted | lower,
        static_cast<std::uint8_t>(words[i + 1].hash >> 59));
  }

  [[nodiscard]] Phrase::Mark mark_of(const PhraseWord& last, std::size_t start) const {
    return text::mark_of(last, is_head_ && start > 0 && start < head_words);
  }

  void add(std::uint64_t key, std::uint16_t lead, int roles, std::uint8_t follower) {
    out_.records[key >> (64 - partition_bits)].push_back(
        {key, source_, article_, lead, static_cast<std::uint8_t>(roles), follower});
  }

  [[nodiscard]] bool opens_with_quotation(const PhraseWord& first) const {
    if (first.begin == 0) return false;
    return visit(texts_[static_cast<std::size_t>(article_)], [&](const auto* units, std::size_t) {
      return is_quotation_mark(units[first.begin - 1]);
    });
  }

  void finish_sketch(base::Checkpoint& checkpoint) {
    base::sort(whole_.begin(), whole_.end(), checkpoint, std::less<>());
    whole_.erase(std::unique(whole_.begin(), whole_.end()), whole_.end());
    const auto n = std::min(whole_.size(), Sketches::most_sentences);
    out_.sketch_sizes.push_back(static_cast<std::uint8_t>(n));
    out_.sketch_articles.push_back(article_);
    out_.sketch_sentences.insert(out_.sketch_sentences.end(), whole_.begin(),
                                 whole_.begin() + static_cast<std::ptrdiff_t>(n));
  }

  std::span<const View> texts_;
  std::span<const Index> sources_;
  PieceRecords& out_;
  Segments segments_;
  PhraseCutter cutter_;
  bool is_head_ = false;  // the sentence is the first of its text
  Index article_ = 0;
  Index source_ = 0;
  std::uint64_t fingerprint_ = 0;
  std::size_t last_border_ = 0;
  std::vector<std::uint64_t> whole_;  // keys of the article's sentences
};

}  // namespace

PieceRecords collect(std::span<const View> texts, std::span<const Index> sources, Range articles,
                     std::span<std::uint64_t> fingerprint_of, base::Checkpoint& checkpoint) {
  PieceRecords result;
  Collector collector(texts, sources, result);
  for (auto a = articles.begin; a < articles.end; ++a) {
    checkpoint();
    if (sources[a] >= 0) fingerprint_of[a] = collector.collect(a, checkpoint);
  }
  return result;
}

Sketches join_sketches(std::span<const PieceRecords> pieces,
                       std::span<const std::uint64_t> fingerprint_of,
                       base::Checkpoint& checkpoint) {
  struct Place {
    std::uint64_t fingerprint;
    const std::uint64_t* sentences;
    std::uint8_t size;
  };
  std::vector<Place> places;
  for (const auto& piece : pieces) {
    checkpoint();
    const auto* sentences = piece.sketch_sentences.data();
    for (std::size_t i = 0; i < piece.sketch_sizes.size(); ++i) {
      const auto article = static_cast<std::size_t>(piece.sketch_articles[i]);
      places.push_back({fingerprint_of[article], sentences, piece.sketch_sizes[i]});
      sentences += piece.sketch_sizes[i];
    }
  }
  // Equal words, cut into other sentences, are one article: that with the smaller keys.
  base::sort(places.begin(), places.end(), checkpoint, [](const Place& a, const Place& b) {
    if (a.fingerprint != b.fingerprint) return a.fingerprint < b.fingerprint;
    return std::lexicographical_compare(a.sentences, a.sentences + a.size, b.sentences,
                                        b.sentences + b.size);
  });
  Sketches result;
  base::Steps steps(checkpoint);
  for (const auto& place : places) {
    steps();
    if (!result.fingerprints.empty() && result.fingerprints.back() == place.fingerprint) continue;
    result.fingerprints.push_back(place.fingerprint);
    result.sizes.push_back(place.size);
    base::append(result.sentences, place.sentences, place.size);
  }
  return result;
}

}  // namespace broadsheet::text
