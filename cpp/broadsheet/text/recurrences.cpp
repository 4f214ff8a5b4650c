// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/recurrences.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <tuple>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/phrase_records.hpp"
#include "broadsheet/text/pieces.hpp"

namespace broadsheet::text {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// The smallest fingerprints of articles, distinct and ascending.
class Smallest {
 public:
  void clear() { n_ = 0; }
  void add(std::uint64_t value) {
    const auto place = std::lower_bound(values_.begin(), values_.begin() + n_, value);
    if (place != values_.begin() + n_ && *place == value) return;
    if (n_ == std::ssize(values_)) {
      if (place == values_.end()) return;
      --n_;
    }
    std::copy_backward(place, values_.begin() + n_, values_.begin() + n_ + 1);
    *place = value;
    ++n_;
  }
  [[nodiscard]] std::span<const std::uint64_t> values() const {
    return std::span(values_).first(static_cast<std::size_t>(n_));
  }

 private:
  std::array<std::uint64_t, Recurrences::most_fingerprints> values_{};
  std::ptrdiff_t n_ = 0;
};

void append(Recurrence phrase, const Smallest& fingerprints, Recurrences& out) {
  phrase.n_articles = static_cast<std::uint8_t>(fingerprints.values().size());
  out.phrases.push_back(phrase);
  base::append(out.fingerprints, fingerprints.values().data(), fingerprints.values().size());
}

// Sums up the records of one partition, which are of the phrases with certain keys.
Recurrences sum_up(PhraseRecords&& records, std::span<const std::uint64_t> fingerprint_of,
                   base::Checkpoint& checkpoint) {
  base::sort(records.begin(), records.end(), checkpoint,
             [](const PhraseRecord& a, const PhraseRecord& b) {
               return std::tie(a.key, a.source, a.article) < std::tie(b.key, b.source, b.article);
             });
  Recurrences result;
  Smallest articles;
  base::Steps steps(checkpoint);
  for (auto r = records.begin(); r != records.end();) {
    Recurrence phrase;
    phrase.key = r->key;
    phrase.source = r->source;
    articles.clear();
    while (r != records.end() && r->key == phrase.key && r->source == phrase.source) {
      const auto article = r->article;
      std::uint8_t roles = 0;
      for (; r != records.end() && r->key == phrase.key && r->source == phrase.source &&
             r->article == article;
           ++r) {
        steps();
        roles |= r->roles;
        phrase.lead = r->lead;
        if (r->roles & PhraseRecord::part) phrase.followers |= std::uint32_t{1} << r->follower;
      }
      if (roles & PhraseRecord::whole) ++phrase.n_whole;
      if (roles & PhraseRecord::part) ++phrase.n_part;
      if (roles & PhraseRecord::against) ++phrase.n_against;
      if (roles & PhraseRecord::unknown) ++phrase.n_unknown;
      if (roles & PhraseRecord::quoted) phrase.marks |= Recurrence::quoted;
      if (roles & PhraseRecord::lower) phrase.marks |= Recurrence::lower;
      if (roles & (PhraseRecord::whole | PhraseRecord::part)) {
        ++phrase.n_any;
        articles.add(fingerprint_of[at(article)]);
      }
    }
    append(phrase, articles, result);
  }
  return result;
}

Recurrences count_batch(std::span<const View> texts, std::span<const Index> sources,
                        Index n_sources, const base::Run& run) {
  const auto pieces = cut_pieces(texts);
  std::vector<PieceRecords> collected(pieces.size());
  std::vector<std::uint64_t> fingerprint_of(texts.size());
  base::parallel_for(std::ssize(pieces), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    const auto i = static_cast<std::size_t>(p);
    collected[i] = collect(texts, sources, pieces[i], fingerprint_of, checkpoint);
  });

  std::vector<Recurrences> parts(n_partitions);
  base::parallel_for(std::ssize(parts), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    const auto partition = static_cast<std::size_t>(p);
    PhraseRecords records;
    std::size_t n = 0;
    for (const auto& piece : collected) n += piece.records[partition].size();
    records.reserve(n);
    for (auto& piece : collected) {
      base::append(records, piece.records[partition].data(), piece.records[partition].size());
      PhraseRecords().swap(piece.records[partition]);
    }
    parts[partition] = sum_up(std::move(records), fingerprint_of, checkpoint);
  });

  Recurrences result;
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::size_t n_phrases = 0;
    std::size_t n_fingerprints = 0;
    for (const auto& part : parts) {
      n_phrases += part.phrases.size();
      n_fingerprints += part.fingerprints.size();
    }
    result.phrases.reserve(n_phrases);
    result.fingerprints.reserve(n_fingerprints);
    for (auto& part : parts) {
      checkpoint();
      base::append(result.phrases, part.phrases.data(), part.phrases.size());
      base::append(result.fingerprints, part.fingerprints.data(), part.fingerprints.size());
      part = {};
    }
    result.sketches = join_sketches(collected, fingerprint_of, checkpoint);
  });
  result.n_articles.resize(at(n_sources));
  for (const auto source : sources) {
    if (source >= 0) ++result.n_articles[at(source)];
  }
  return result;
}

// One side of a merger: a phrase after the other, its source by the new number.
class Side {
 public:
  Side(const Recurrences& from, std::span<const Index> source_of)
      : from_(from), source_of_(source_of) {}

  [[nodiscard]] bool done() const { return next_ == from_.phrases.size(); }
  [[nodiscard]] std::pair<std::uint64_t, Index> place() const {
    const auto& phrase = from_.phrases[next_];
    return {phrase.key, source_of_[at(phrase.source)]};
  }
  void take(Recurrence& phrase, Smallest& articles) {
    const auto& mine = from_.phrases[next_++];
    phrase.key = mine.key;
    phrase.source = source_of_[at(mine.source)];
    phrase.n_whole += mine.n_whole;
    phrase.n_part += mine.n_part;
    phrase.n_any += mine.n_any;
    phrase.n_against += mine.n_against;
    phrase.n_unknown += mine.n_unknown;
    phrase.followers |= mine.followers;
    phrase.lead = mine.lead;
    phrase.marks |= mine.marks;
    for (std::uint8_t i = 0; i < mine.n_articles; ++i) articles.add(from_.fingerprints[at_++]);
  }

 private:
  const Recurrences& from_;
  std::span<const Index> source_of_;
  std::size_t next_ = 0;
  std::size_t at_ = 0;
};

void check_numbers(const Recurrences& recurrences, std::span<const Index> source_of,
                   Index n_sources) {
  bool right = source_of.size() == recurrences.n_articles.size();
  Index previous = -1;
  for (const auto source : source_of) {
    right = right && source > previous && source < n_sources;
    previous = source;
  }
  if (!right) {
    throw std::invalid_argument(
        "the new numbers of sources must be one for each, ascending, below n_sources");
  }
}

}  // namespace

Recurrences count_recurrences(std::span<const View> texts, std::span<const Index> sources,
                              Index n_sources, std::size_t max_phrases, const base::Run& run) {
  if (texts.size() != sources.size()) {
    throw std::invalid_argument("there are " + std::to_string(texts.size()) + " texts, but " +
                                std::to_string(sources.size()) + " sources");
  }
  static_cast<void>(to_index(texts.size(), "articles"));
  for (const auto source : sources) {
    if (source >= n_sources) {
      throw std::invalid_argument("source " + std::to_string(source) + " is not below " +
                                  std::to_string(n_sources));
    }
  }
  if (max_phrases < 1) throw std::invalid_argument("max_phrases must be at least 1, got 0");

  // Batches of equal rank are merged first, as in a binary counter: each phrase O(log n) times.
  constexpr std::size_t enough = std::size_t{1} << 26;
  std::vector<Index> same(at(n_sources));
  for (std::size_t s = 0; s < same.size(); ++s) same[s] = static_cast<Index>(s);
  std::vector<std::pair<int, Recurrences>> waiting;
  const auto merge_last_two = [&] {
    auto last = std::move(waiting.back());
    waiting.pop_back();
    auto& before = waiting.back();
    before.second = merge(before.second, same, last.second, same, n_sources, run);
    drop_rare(before.second, max_phrases, run);
    ++before.first;
  };
  std::size_t begin = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i <= texts.size(); ++i) {
    if (i < texts.size()) length += texts[i].length + 64;
    if (length < enough && i < texts.size()) continue;
    const auto end = std::min(i + 1, texts.size());
    waiting.emplace_back(0, count_batch(texts.subspan(begin, end - begin),
                                        sources.subspan(begin, end - begin), n_sources, run));
    drop_rare(waiting.back().second, max_phrases, run);
    begin = end;
    length = 0;
    while (waiting.size() > 1 && waiting.back().first == waiting[waiting.size() - 2].first) {
      merge_last_two();
    }
  }
  while (waiting.size() > 1) merge_last_two();
  return std::move(waiting.front().second);
}

Recurrences merge(const Recurrences& a, std::span<const Index> source_of_a, const Recurrences& b,
                  std::span<const Index> source_of_b, Index n_sources, const base::Run& run) {
  check_numbers(a, source_of_a, n_sources);
  check_numbers(b, source_of_b, n_sources);
  Recurrences result;
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    // Room at once: to move what is there already would take long.
    result.phrases.reserve(a.phrases.size() + b.phrases.size());
    result.fingerprints.reserve(a.fingerprints.size() + b.fingerprints.size());
    Side x(a, source_of_a);
    Side y(b, source_of_b);
    Smallest articles;
    base::Steps steps(checkpoint);
    while (!x.done() || !y.done()) {
      steps();
      Recurrence phrase;
      articles.clear();
      const bool take_x = !x.done() && (y.done() || x.place() <= y.place());
      const bool take_y = !y.done() && (x.done() || y.place() <= x.place());
      if (take_x) x.take(phrase, articles);
      if (take_y) y.take(phrase, articles);
      append(phrase, articles, result);
    }
    result.sketches = merge(a.sketches, b.sketches, checkpoint);
  });
  result.n_articles.resize(at(n_sources));
  const auto add = [&](const Recurrences& side, std::span<const Index> source_of) {
    for (std::size_t s = 0; s < side.n_articles.size(); ++s) {
      auto& sum = result.n_articles[at(source_of[s])];
      sum = to_index(static_cast<std::size_t>(sum) + at(side.n_articles[s]), "articles");
    }
  };
  add(a, source_of_a);
  add(b, source_of_b);
  result.n_dropped = a.n_dropped + b.n_dropped;
  return result;
}

void drop_rare(Recurrences& recurrences, std::size_t most, const base::Run& run) {
  const auto n = recurrences.phrases.size();
  if (n <= most) return;
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    const auto weight = [](const Recurrence& phrase) {
      return std::size_t{phrase.n_any} + phrase.n_against + phrase.n_unknown;
    };
    std::vector<std::size_t> n_of_weight(1024);
    for (const auto& phrase : recurrences.phrases) {
      ++n_of_weight[std::min(weight(phrase), n_of_weight.size() - 1)];
    }
    std::size_t left = n;
    std::size_t least = 0;  // lighter ones go
    while (left > most && least + 1 < n_of_weight.size()) left -= n_of_weight[least++];
    Recurrences kept;
    std::vector<std::uint64_t> articles;
    std::size_t at = 0;
    base::Steps steps(checkpoint);
    for (const auto& phrase : recurrences.phrases) {
      steps();
      if (weight(phrase) >= least) {
        kept.phrases.push_back(phrase);
        base::append(kept.fingerprints, recurrences.fingerprints.data() + at, phrase.n_articles);
      }
      at += phrase.n_articles;
    }
    articles.assign(kept.fingerprints.begin(), kept.fingerprints.end());
    base::sort(articles.begin(), articles.end(), checkpoint, std::less<>());
    articles.erase(std::unique(articles.begin(), articles.end()), articles.end());
    recurrences.sketches = keep_only(recurrences.sketches, articles, checkpoint);
    recurrences.n_dropped += n - kept.phrases.size();
    recurrences.phrases = std::move(kept.phrases);
    recurrences.fingerprints = std::move(kept.fingerprints);
  });
}

void validate(const Recurrences& recurrences) {
  const auto refuse = [](const std::string& what) {
    throw std::invalid_argument("what was learned is damaged: " + what);
  };
  const auto n_sources = static_cast<Index>(recurrences.n_articles.size());
  for (const auto n_articles : recurrences.n_articles) {
    if (n_articles < 0) refuse("a negative number of articles");
  }
  std::size_t n = 0;
  for (std::size_t i = 0; i < recurrences.phrases.size(); ++i) {
    const auto& phrase = recurrences.phrases[i];
    if (phrase.source < 0 || phrase.source >= n_sources) refuse("a source has no such number");
    const auto n_articles = static_cast<std::uint32_t>(recurrences.n_articles[at(phrase.source)]);
    if (words_of(phrase.key) == 0) refuse("a phrase without words");
    if (phrase.n_any > n_articles || phrase.n_against > n_articles ||
        phrase.n_unknown > n_articles || phrase.n_whole > phrase.n_any ||
        phrase.n_part > phrase.n_any) {
      refuse("a phrase is in more articles than there are");
    }
    if (phrase.n_articles > Recurrences::most_fingerprints) refuse("too many fingerprints");
    n += phrase.n_articles;
    if (i == 0) continue;
    const auto& before = recurrences.phrases[i - 1];
    if (std::tie(before.key, before.source) >= std::tie(phrase.key, phrase.source)) {
      refuse("phrases are not in order");
    }
  }
  if (n != recurrences.fingerprints.size()) refuse("the number of fingerprints");
  const auto& sketches = recurrences.sketches;
  if (sketches.sizes.size() != sketches.fingerprints.size()) refuse("the number of articles");
  if (!std::is_sorted(sketches.fingerprints.begin(), sketches.fingerprints.end())) {
    refuse("articles are not in order");
  }
  n = 0;
  for (const auto size : sketches.sizes) {
    if (size > Sketches::most_sentences) refuse("too many sentences");
    n += size;
  }
  if (n != sketches.sentences.size()) refuse("the number of sentences");
}

}  // namespace broadsheet::text
