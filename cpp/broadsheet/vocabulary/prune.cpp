// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/prune.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/vocabulary/ranks.hpp"

namespace broadsheet::vocabulary {
namespace {

// A distinct term: how many words it has, and its rank among those that have as many.
struct Term {
  std::uint32_t n;
  Index rank;
};

// The distinct terms of several threads, words and n-grams of them.
class Distinct {
 public:
  Distinct(const std::vector<Counter>& counters, base::Checkpoint& checkpoint)
      : counters_(counters), checkpoint_(checkpoint) {
    std::vector<const TermTable*> tables;
    for (const auto& counter : counters) tables.push_back(&counter.words());
    words_ = rank_words(tables, checkpoint);
    if (counters.empty()) return;
    range_ = counters.front().range();
    for (std::size_t n = 2; n <= range_.most; ++n) {
      std::vector<const NgramTable*> level;
      for (const auto& counter : counters) level.push_back(&counter.ngrams()[n - 2]);
      ngrams_.push_back(rank_ngrams(level, ranks(n - 1), words_, checkpoint));
    }
  }

  [[nodiscard]] const Ranks& ranks(std::size_t n) const {
    return n == 1 ? static_cast<const Ranks&>(words_) : ngrams_[n - 2];
  }
  [[nodiscard]] tokens::NgramRange range() const { return range_; }

  /// All terms in code point order: an n-gram comes before those that begin with it, and they
  /// before the next of its own length.
  [[nodiscard]] base::Buffer<Term> in_order() const {
    base::Buffer<Term> terms;
    std::size_t n_terms = 0;
    for (auto n = range_.least; n <= range_.most; ++n) {
      n_terms += static_cast<std::size_t>(ranks(n).size);
    }
    terms.reserve(n_terms);
    std::vector<std::size_t> next(ngrams_.size());  // by length, the n-gram to come
    base::Steps steps(checkpoint_);
    for (Index rank = 0; rank < words_.size; ++rank) append({1, rank}, next, terms, steps);
    return terms;
  }

  /// By n and rank, the sum over all threads of what `by_id` gives for the term's id in rows.
  template <class T, class F>
  [[nodiscard]] std::vector<base::Buffer<T>> sums(F&& by_id) const {
    std::vector<base::Buffer<T>> result(range_.most + 1);
    for (auto n = range_.least; n <= range_.most; ++n) {
      result[n].assign(static_cast<std::size_t>(ranks(n).size), T{});
      for_each_id(n, [&](std::size_t thread, std::size_t id, Index rank) {
        result[n][static_cast<std::size_t>(rank)] += by_id(thread, id);
      });
    }
    return result;
  }

  /// Calls `f(thread, id in rows, rank)` for all that are terms of n words.
  template <class F>
  void for_each_id(std::size_t n, F&& f) const {
    const auto n_lengths = range_.most - range_.least + 1;
    const auto& of = ranks(n).of;
    for (std::size_t thread = 0; thread < of.size(); ++thread) {
      base::for_each_index(of[thread].size(), checkpoint_, [&](std::size_t id) {
        f(thread, id * n_lengths + n - range_.least, of[thread][id]);
      });
    }
  }

  void append_text(const Term& term, Terms& to) const {
    if (term.n == 1) {
      const auto& place = words_.places[static_cast<std::size_t>(term.rank)];
      to.append_part(counters_[place.table].words().term(place.id));
      return;
    }
    const auto& key = ngrams_[term.n - 2].keys[static_cast<std::size_t>(term.rank)];
    append_text({term.n - 1, key.prefix}, to);
    to.append_part(" ");
    append_text({1, key.last}, to);
  }

 private:
  void append(const Term& term, std::vector<std::size_t>& next, base::Buffer<Term>& terms,
              base::Steps& steps) const {
    steps();
    if (term.n >= range_.least) terms.push_back(term);
    if (term.n == range_.most) return;
    const auto& longer = ngrams_[term.n - 1].keys;
    auto& at = next[term.n - 1];
    for (; at < longer.size() && longer[at].prefix == term.rank; ++at) {
      append({term.n + 1, static_cast<Index>(at)}, next, terms, steps);
    }
  }

  const std::vector<Counter>& counters_;
  base::Checkpoint& checkpoint_;
  tokens::NgramRange range_;
  WordRanks words_;
  std::vector<NgramRanks> ngrams_;
};

// Keeps the n terms of the greatest value over the collection.
template <class F>
void keep_greatest(base::Buffer<Term>& terms, F&& value_of, Index n, base::Checkpoint& checkpoint) {
  std::vector<std::pair<double, std::size_t>> ranked;  // minus the sum, position
  ranked.reserve(terms.size());
  base::for_each_index(terms.size(), checkpoint,
                       [&](std::size_t t) { ranked.emplace_back(-value_of(terms[t]), t); });
  base::Steps steps(checkpoint);
  const auto less = [&](const auto& a, const auto& b) {
    steps();
    return a < b;
  };
  const auto last = ranked.begin() + n;
  std::nth_element(ranked.begin(), last, ranked.end(), less);
  std::vector<std::size_t> kept;
  for (auto it = ranked.begin(); it != last; ++it) kept.push_back(it->second);
  std::sort(kept.begin(), kept.end(), less);
  base::Buffer<Term> result;
  for (const auto t : kept) result.push_back(terms[t]);
  terms = std::move(result);
}

}  // namespace

Merged merge_and_prune(const std::vector<Counter>& counters, const Values& values,
                       const Pruning& pruning, base::Checkpoint& checkpoint) {
  const Distinct distinct(counters, checkpoint);
  auto terms = distinct.in_order();
  if (terms.empty()) {
    throw EmptyVocabulary("empty vocabulary; perhaps the documents only contain stop words");
  }
  const auto frequencies = distinct.sums<Index>([&](std::size_t thread, std::size_t id) {
    return counters[thread].tallies().document_frequency(id);
  });
  const auto frequency = [&](const Term& term) {
    return frequencies[term.n][static_cast<std::size_t>(term.rank)];
  };
  base::Steps steps(checkpoint);
  std::erase_if(terms, [&](const Term& term) {
    steps();
    return frequency(term) < pruning.min_document_frequency ||
           frequency(term) > pruning.max_document_frequency;
  });
  if (pruning.max_features && static_cast<std::size_t>(*pruning.max_features) < terms.size()) {
    const auto& weights =
        pruning.rank_weights.empty() ? values.field_weights : pruning.rank_weights;
    std::vector<std::vector<base::Buffer<Offset>>> occurrences;  // by field, n and rank
    for (std::size_t field = 0; field < weights.size(); ++field) {
      occurrences.push_back(distinct.sums<Offset>([&](std::size_t thread, std::size_t id) {
        return counters[thread].tallies().collection_frequency(id, field);
      }));
    }
    const auto value_of = [&](const Term& term) {
      if (values.binary) return static_cast<double>(frequency(term));
      double value = 0.0;
      for (std::size_t f = 0; f < weights.size(); ++f) {
        value += weights[f] *
                 static_cast<double>(occurrences[f][term.n][static_cast<std::size_t>(term.rank)]);
      }
      return value;
    };
    keep_greatest(terms, value_of, *pruning.max_features, checkpoint);
  }
  if (terms.empty()) {
    throw EmptyVocabulary("After pruning, no terms remain. Try a lower min_df or a higher max_df.");
  }
  static_cast<void>(to_index(terms.size(), "terms"));

  Merged merged;
  merged.document_frequencies.reserve(terms.size());
  std::vector<base::Buffer<Index>> columns(distinct.range().most + 1);  // by n and rank
  for (auto n = distinct.range().least; n < columns.size(); ++n) {
    columns[n].assign(static_cast<std::size_t>(distinct.ranks(n).size), -1);
  }
  base::for_each_index(terms.size(), checkpoint, [&](std::size_t t) {
    const auto& term = terms[t];
    columns[term.n][static_cast<std::size_t>(term.rank)] = merged.terms.size();
    merged.document_frequencies.push_back(frequency(term));
    distinct.append_text(term, merged.terms);
    merged.terms.end_term();
  });
  for (const auto& counter : counters) {
    merged.columns.emplace_back(counter.tallies().n_ids(), 0);
  }
  for (auto n = distinct.range().least; n < columns.size(); ++n) {
    distinct.for_each_id(n, [&](std::size_t thread, std::size_t id, Index rank) {
      merged.columns[thread][id] = columns[n][static_cast<std::size_t>(rank)];
    });
  }
  return merged;
}

}  // namespace broadsheet::vocabulary
