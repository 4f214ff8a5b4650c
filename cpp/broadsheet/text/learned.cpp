// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/learned.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <tuple>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/text/phrase.hpp"
#include "broadsheet/text/phrase_matching.hpp"

namespace broadsheet::text {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// A sentence in more articles than these is no story that is reprinted.
constexpr std::uint32_t most_reprints = 32;

class Judge {
 public:
  Judge(const Recurrences& recurrences, const BoilerplateOptions& options)
      : recurrences_(recurrences), options_(options), sketches_(recurrences.sketches) {
    for (const auto n : recurrences.n_articles) {
      const auto share = std::ceil(options.min_share * static_cast<double>(n));
      bars_.push_back(std::max(static_cast<double>(options.min_articles), share));
    }
  }

  // Where is the phrase boilerplate, whose articles have these fingerprints?
  std::uint8_t places(const Recurrence& phrase, std::span<const std::uint64_t> articles) const {
    const auto bar = bars_[at(phrase.source)];
    if (phrase.n_any < static_cast<std::uint32_t>(options_.min_articles)) return 0;
    // The share of its articles that are no copies of others, by those that are known.
    const auto n_groups = static_cast<double>(count_groups(phrase.source, articles));
    const auto n_known = articles.size() < Recurrences::most_fingerprints
                             ? static_cast<double>(phrase.n_any)
                             : static_cast<double>(articles.size());
    const auto share = n_groups / n_known;
    std::uint8_t result = 0;
    if (phrase.n_any * share >= bar && phrase.n_whole * share >= bar) {
      result |= LearnedPhrase::whole;
      if (words_of(phrase.key) >= shortest_tail) result |= LearnedPhrase::tail;
    }
    if (is_part(phrase, share, bar)) {
      result |= LearnedPhrase::part | LearnedPhrase::whole;
      if (may_be_free(phrase)) result |= LearnedPhrase::free;
      if (may_precede_names(phrase)) result |= LearnedPhrase::name;
    }
    return result;
  }

 private:
  // Articles where a sentence begins with it.
  static double n_all(const Recurrence& phrase) {
    return static_cast<double>(phrase.n_any) + phrase.n_against + phrase.n_unknown;
  }

  [[nodiscard]] bool is_part(const Recurrence& phrase, double share, double bar) const {
    if (is_never_more(phrase, share, bar)) return true;
    if (phrase.n_part * share < options_.min_articles) return false;
    const auto standing = static_cast<double>(phrase.n_any) + phrase.n_unknown;
    if (words_of(phrase.key) <= longest_against && standing * share < bar) return false;
    const auto all = n_all(phrase);
    if (phrase.n_against > options_.max_against * all) return false;
    // Where next to nothing speaks against it, names may follow it nearly always.
    const auto least =
        phrase.n_against <= 0.05 * all ? 0.15 * options_.min_starts : options_.min_starts;
    if (phrase.n_part + phrase.n_whole < least * all) return false;
    return std::popcount(phrase.followers) >= 2 || has_one_follower(phrase);
  }

  // Hardly anything else ever follows it: "From the Right The right ...".
  static bool has_one_follower(const Recurrence& phrase) {
    return phrase.n_part >= 5 && phrase.n_part >= 0.8 * n_all(phrase) &&
           !(phrase.marks & Recurrence::lower);
  }

  // A whole sentence often, and never more: what follows cannot belong to it.
  static bool is_never_more(const Recurrence& phrase, double share, double bar) {
    return words_of(phrase.key) <= longest_against && phrase.n_whole * share >= bar &&
           phrase.n_against <= 0.02 * n_all(phrase);
  }

  [[nodiscard]] static bool may_be_free(const Recurrence& phrase) {
    const bool is_short = words_of(phrase.key) < shortest_free;
    if (is_short && (phrase.n_part < 10 || phrase.n_against > 0.05 * n_all(phrase))) return false;
    return std::popcount(phrase.followers) >= 3 || (is_short && has_one_follower(phrase));
  }

  // Frequent, and never more than itself: "Advertisement".
  [[nodiscard]] bool may_precede_names(const Recurrence& phrase) const {
    const auto standing = static_cast<double>(phrase.n_any) + phrase.n_unknown;
    return standing >= 0.1 * recurrences_.n_articles[at(phrase.source)] &&
           phrase.n_against <= 0.01 * n_all(phrase);
  }

  struct Article {
    std::vector<std::uint64_t> sentences;
    bool is_whole = false;
  };

  // How many of the articles are no copies of each other?
  std::size_t count_groups(Index source, std::span<const std::uint64_t> fingerprints) const {
    std::vector<Article> articles;
    for (const auto fingerprint : fingerprints) articles.push_back(article(source, fingerprint));
    std::vector<std::size_t> group(articles.size());
    std::size_t n = articles.size();
    for (std::size_t i = 0; i < group.size(); ++i) group[i] = i;
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (group[i] == group[j]) continue;
        const auto& a = articles[i];
        const auto& b = articles[j];
        if (!are_copies(a.sentences, a.is_whole, b.sentences, b.is_whole)) continue;
        std::replace(group.begin(), group.end(), std::size_t{group[i]}, std::size_t{group[j]});
        --n;
      }
    }
    return n;
  }

  // An article's kept sentences, without those that are surely boilerplate.
  Article article(Index source, std::uint64_t fingerprint) const {
    const auto all = sketches_.of(fingerprint);
    Article result{{}, all.size() < Sketches::most_sentences};
    for (const auto key : all) {
      if (count(key, source) <= most_reprints || key == all.back()) result.sentences.push_back(key);
    }
    return result;
  }

  std::uint32_t count(std::uint64_t key, Index source) const {
    const auto& phrases = recurrences_.phrases;
    const auto found = std::lower_bound(phrases.begin(), phrases.end(), std::tuple(key, source),
                                        [](const Recurrence& p, const auto& wanted) {
                                          return std::tuple(p.key, p.source) < wanted;
                                        });
    return found != phrases.end() && found->key == key && found->source == source ? found->n_any
                                                                                  : 0;
  }

  const Recurrences& recurrences_;
  const BoilerplateOptions& options_;
  SketchIndex sketches_;
  std::vector<double> bars_;
};

void check(const BoilerplateOptions& options) {
  if (options.min_articles < 2) {
    throw std::invalid_argument("min_articles must be at least 2, got " +
                                std::to_string(options.min_articles));
  }
  if (options.min_sources < 2) {
    throw std::invalid_argument("min_sources must be at least 2, got " +
                                std::to_string(options.min_sources));
  }
  for (const auto& [value, name] :
       {std::pair(options.min_share, "min_share"), std::pair(options.max_against, "max_against"),
        std::pair(options.min_starts, "min_starts")}) {
    if (!(value >= 0 && value <= 1)) {
      throw std::invalid_argument(std::string(name) + " must be from 0 to 1, got " +
                                  std::to_string(value));
    }
  }
}

// Adds what is so in many sources, at the head of each key's.
void add_everywhere(const Recurrences& recurrences, Index min_sources,
                    std::vector<LearnedPhrase>& learned) {
  std::vector<LearnedPhrase> result;
  for (std::size_t i = 0, j = 0; i < learned.size(); i = j) {
    LearnedPhrase all{learned[i].key, LearnedPhrase::everywhere, learned[i].lead, 0, 0xFF};
    for (j = i; j < learned.size() && learned[j].key == all.key; ++j) {
      all.places &= learned[j].places;
      all.n_articles += learned[j].n_articles;
    }
    bool is_quoted = false;
    if (j - i >= at(min_sources)) {
      const auto& phrases = recurrences.phrases;
      auto p = std::lower_bound(phrases.begin(), phrases.end(), all.key,
                                [](const Recurrence& x, std::uint64_t key) { return x.key < key; });
      for (; p != phrases.end() && p->key == all.key; ++p)
        is_quoted |= (p->marks & Recurrence::quoted) != 0;
      if (!is_quoted && all.places != 0) result.push_back(all);
    }
    result.insert(result.end(), learned.begin() + static_cast<std::ptrdiff_t>(i),
                  learned.begin() + static_cast<std::ptrdiff_t>(j));
  }
  learned = std::move(result);
}

}  // namespace

std::vector<LearnedPhrase> learn(const Recurrences& recurrences, const BoilerplateOptions& options,
                                 const base::Run& run) {
  check(options);
  std::vector<LearnedPhrase> result;
  constexpr std::size_t piece_size = 1 << 14;
  const auto n = recurrences.phrases.size();
  const auto n_pieces = (n + piece_size - 1) / piece_size;
  std::vector<std::size_t> first(n_pieces + 1);
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (i % piece_size == 0) {
        checkpoint();
        first[i / piece_size] = sum;
      }
      sum += recurrences.phrases[i].n_articles;
    }
  });
  const Judge judge(recurrences, options);
  std::vector<std::vector<LearnedPhrase>> parts(n_pieces);
  base::parallel_for(
      static_cast<std::int64_t>(n_pieces), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
        const auto piece = static_cast<std::size_t>(p);
        auto at = first[piece];
        for (auto i = piece * piece_size; i < std::min(n, (piece + 1) * piece_size); ++i) {
          const auto& phrase = recurrences.phrases[i];
          const auto articles = std::span(recurrences.fingerprints).subspan(at, phrase.n_articles);
          at += phrase.n_articles;
          if (phrase.n_any < static_cast<std::uint32_t>(options.min_articles)) continue;
          checkpoint();
          const auto places = judge.places(phrase, articles);
          if (places != 0) {
            parts[piece].push_back({phrase.key, phrase.source, phrase.lead, phrase.n_any, places});
          }
        }
      });
  for (const auto& part : parts) result.insert(result.end(), part.begin(), part.end());
  add_everywhere(recurrences, options.min_sources, result);
  return result;
}

LearnedIndex::LearnedIndex(std::span<const LearnedPhrase> phrases)
    : keys_(n_bits / 64), leads_((std::size_t{1} << 16) / 64) {
  mask_ = std::bit_ceil(2 * phrases.size() + 1) - 1;
  table_.resize(mask_ + 1);
  for (const auto& phrase : phrases) {
    auto slot = slot_of(phrase.key, phrase.source);
    while (table_[slot].key != 0) slot = (slot + 1) & mask_;
    table_[slot] = phrase;
    const auto bit = phrase.key >> 8 & (n_bits - 1);
    keys_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    leads_[phrase.lead / 64] |= std::uint64_t{1} << (phrase.lead % 64);
    longest_ = std::max(longest_, words_of(phrase.key));
  }
  if (longest_ == Phrase::most_words) longest_ = std::numeric_limits<std::size_t>::max();
}

const LearnedPhrase* LearnedIndex::find(std::uint64_t key, Index source) const {
  if (!may_hold(key)) return nullptr;
  const auto* found = source >= 0 ? look_up(key, source) : nullptr;
  if (found == nullptr) found = look_up(key, LearnedPhrase::everywhere);
  return found == nullptr ? look_up(key, LearnedPhrase::listed) : found;
}

const LearnedPhrase* LearnedIndex::look_up(std::uint64_t key, Index source) const {
  for (auto slot = slot_of(key, source); table_[slot].key != 0; slot = (slot + 1) & mask_) {
    if (table_[slot].key == key && table_[slot].source == source) return &table_[slot];
  }
  return nullptr;
}

// By both: one phrase may be boilerplate in each of many sources.
std::size_t LearnedIndex::slot_of(std::uint64_t key, Index source) const {
  const auto number = static_cast<std::uint32_t>(source);
  return static_cast<std::size_t>(detail::mix(key ^ detail::pi_2, number ^ detail::pi_3)) & mask_;
}

}  // namespace broadsheet::text
