// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/query_search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

constexpr float rounding = 0x1p-24F;  // of one operation in single precision
// Beyond, rounding could add up to something, and there is nothing to prune.
constexpr std::size_t most_pruned_words = 1024;
// Postings that are sooner summed up than a floor is found that makes it needless.
constexpr Index few_postings = 600;
// Candidates are cheaper to have fewer of, by a list so short beside the segment.
constexpr Index slots_per_posting = 16;
// Where more than this share of the k-th best sum so far is left, it is too early to complete any.
constexpr float hopeless = 1.0F;
// Articles whose greatest sum is known; as many as a word has bits.
constexpr std::size_t group_size = 64;

// Which of the sums of a group reach a score, a bit each.
std::uint64_t at_least(const float* sums, float score) {
  std::uint64_t found = 0;
#ifdef __SSE2__
  const auto least = _mm_set1_ps(score);
  for (std::size_t i = 0; i < group_size; i += 4) {
    const auto reach = _mm_movemask_ps(_mm_cmpge_ps(_mm_loadu_ps(sums + i), least));
    found |= static_cast<std::uint64_t>(reach) << i;
  }
#else
  for (std::size_t i = 0; i < group_size; ++i) {
    found |= static_cast<std::uint64_t>(sums[i] >= score) << i;
  }
#endif
  return found;
}

}  // namespace

template <Scoring scoring>
void QuerySearch<scoring>::weigh(const sparse::Row<std::int32_t>& query) {
  const auto& all = snapshot_.statistics();
  words_.clear();
  n_words_ = query.size();
  double square = 0.0;
  for (std::size_t w = 0; w < n_words_; ++w) {
    const auto df = snapshot_.document_frequency(query.columns[w]);
    if (df == 0) continue;
    const auto idf = Formula::idf(all, df);
    const auto value = static_cast<double>(query.values[w]) * idf;
    square += value * value;
    words_.push_back({query.columns[w], w, idf, 0.0});
  }
  const auto length = std::sqrt(square);
  for (auto& word : words_) {
    const auto idf = word.weight;
    word.weight = Formula::weight(idf, query.values[word.place], length);
    word.most = word.weight / idf;  // no component of a unit vector is above 1
  }
  keep_ = 1.0 - 8.0 * double{rounding} * static_cast<double>(words_.size() + 8);
}

// Finds the query's postings in a segment; false if there are none.
template <Scoring scoring>
bool QuerySearch<scoring>::open(std::size_t segment) {
  segment_ = snapshot_.segments()[segment].get();
  article_ = &factors_[segment];
  in_order_.clear();
  for (const auto& word : words_) {
    const auto* term = segment_->find(word.term);
    if (term == nullptr) continue;
    auto bound = word.most;
    if constexpr (scoring == Scoring::bm25) {
      // The factor over the count is at least this: both parts at their least.
      const auto none = Formula::length_factor(snapshot_.statistics(), 0.0);
      const auto ratio = static_cast<double>(term->least_ratio);
      const auto least =
          none / term->most_count + (Formula::length_factor(snapshot_.statistics(), ratio) - none);
      bound = word.weight / (1.0 + least);
    }
    in_order_.push_back({term, word.weight, static_cast<float>(word.weight),
                         static_cast<float>(bound) * (1.0F + 8 * rounding)});
  }
  return !in_order_.empty();
}

template <Scoring scoring>
std::span<const typename QuerySearch<scoring>::Best::Hit> QuerySearch<scoring>::search(
    const sparse::Row<std::int32_t>& query, std::size_t k, bool prune,
    base::Checkpoint& checkpoint) {
  const auto n_articles = static_cast<std::size_t>(snapshot_.statistics().n_articles);
  k_ = std::min(k, n_articles);
  best_.clear(k_);
  weigh(query);
  if (k_ == 0) words_.clear();
  const bool pays = prune && words_.size() <= most_pruned_words && 8 * k_ <= n_articles;
  for (std::size_t s = 0; s < snapshot_.segments().size() && !words_.empty(); ++s) {
    checkpoint();
    if (!open(s)) continue;
    if (pays) {
      search_pruned(checkpoint);
    } else {
      search_all(checkpoint);
    }
  }
  return best_.sorted();
}

// Every posting, in the canonical order.
template <Scoring scoring>
void QuerySearch<scoring>::search_all(base::Checkpoint& checkpoint) {
  exact_sums_.assign(static_cast<std::size_t>(segment_->n_slots()), 0.0);
  const auto slots = segment_->slots();
  base::Pace pace(checkpoint);
  for (const auto& list : in_order_) {
    pace.each(static_cast<std::size_t>(list.term->size), [&](std::size_t p) {
      const auto at = static_cast<std::size_t>(list.term->first) + p;
      const auto slot = slots[at];
      exact_sums_[slot] += Formula::added(list.weight, static_cast<double>(segment_->counts()[at]),
                                          article_->exact[slot]);
    });
  }
  for (std::size_t slot = 0; slot < exact_sums_.size(); ++slot) {
    if (exact_sums_[slot] > 0.0) {
      best_.offer(static_cast<float>(exact_sums_[slot]),
                  segment_->first_position() + static_cast<std::int64_t>(slot));
    }
  }
}

template <Scoring scoring>
void QuerySearch<scoring>::search_pruned(base::Checkpoint& checkpoint) {
  lists_ = in_order_;
  std::sort(lists_.begin(), lists_.end(),
            [](const List& a, const List& b) { return a.bound > b.bound; });
  rest_.assign(lists_.size() + 1, 0.0F);
  for (auto i = lists_.size(); i-- > 0;) {
    rest_[i] = (rest_[i + 1] + lists_[i].bound) * (1.0F + 2 * rounding);
  }
  const auto n_slots = static_cast<std::size_t>(segment_->n_slots());
  n_groups_ = (n_slots + group_size - 1) / group_size;
  if (greatest_.size() < n_groups_) {
    sums_.resize(n_groups_ * group_size, 0.0F);
    greatest_.resize(n_groups_, 0.0F);
  }
  reached_ = 0.0F;
  auto floor = best_.floor() * static_cast<float>(keep_);
  std::size_t n_done = 0;
  std::size_t risen_at = 0;
  for (; n_done < lists_.size(); ++n_done) {
    const auto size = lists_[n_done].term->size;
    if (rest_[n_done] < floor && size > segment_->n_slots() / slots_per_posting) break;
    if (size > few_postings && risen_at < n_done) {
      floor = std::max(floor, rise(n_done, floor));
      risen_at = n_done;
      if (rest_[n_done] < floor && size > segment_->n_slots() / slots_per_posting) break;
    }
    add_list(lists_[n_done], checkpoint);
  }
  if (risen_at < n_done) floor = std::max(floor, rise(n_done, floor));
  look_up(n_done, floor, checkpoint);
  decide(floor);
  for (std::size_t g = 0; g < n_groups_; ++g) {
    if (greatest_[g] == 0.0F) continue;
    std::fill_n(sums_.data() + g * group_size, group_size, 0.0F);
    greatest_[g] = 0.0F;
  }
}

// Adds a word to the estimate of each article that holds it.
template <Scoring scoring>
void QuerySearch<scoring>::add_list(const List& list, base::Checkpoint& checkpoint) {
  constexpr std::size_t block = 128;
  std::array<float, block> added;
  const auto* const slots = segment_->slots().data() + list.term->first;
  const auto* const counts = segment_->counts().bytes().data() + list.term->first;
  const auto* const factors = article_->rough.data();
  const auto weight = list.rough_weight;
  auto* const sums = sums_.data();
  auto* const greatest = greatest_.data();
  const auto size = static_cast<std::size_t>(list.term->size);
  for (std::size_t first = 0; first < size; first += block) {
    const auto n = std::min(block, size - first);
    bool any_large = false;
    for (std::size_t i = 0; i < n; ++i) {
      const auto count = counts[first + i];
      any_large |= count == TermCounts::is_large;
      added[i] = Formula::added(weight, static_cast<float>(count), factors[slots[first + i]]);
    }
    if (any_large) [[unlikely]] {
      for (std::size_t i = 0; i < n; ++i) {
        added[i] =
            rough_added(list, list.term->first + static_cast<Offset>(first + i), slots[first + i]);
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      const auto slot = slots[first + i];
      const auto sum = sums[slot] + added[i];
      sums[slot] = sum;
      auto& most = greatest[slot / group_size];
      most = std::max(most, sum);
    }
    if (first % (block * 64) == 0) checkpoint();
  }
}

template <Scoring scoring>
float QuerySearch<scoring>::rough_added(const List& list, Offset posting, Slot slot) const {
  const auto count = segment_->counts()[static_cast<std::size_t>(posting)];
  return Formula::added(list.rough_weight, static_cast<float>(count), article_->rough[slot]);
}

// What a word adds to an article that may lack it.
template <Scoring scoring>
float QuerySearch<scoring>::rough_added(const List& list, Slot slot) const {
  const auto count = segment_->count(*list.term, slot);
  return Formula::added(list.rough_weight, static_cast<float>(count), article_->rough[slot]);
}

// A score that k articles reach at least: that of the k groups whose best sums so far are greatest,
// and where what is left to add could still matter, the whole sums of those that reach it.
template <Scoring scoring>
float QuerySearch<scoring>::rise(std::size_t n_done, float floor) {
  ranked_.resize(n_groups_);
  std::size_t n = 0;
  for (std::size_t g = 0; g < n_groups_; ++g) {  // sums only grow: the k are among these
    ranked_[n] = greatest_[g];
    n += static_cast<std::size_t>(greatest_[g] >= reached_);
  }
  if (n < k_) return floor;
  const auto kth = ranked_.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
  std::nth_element(ranked_.begin(), kth, ranked_.begin() + static_cast<std::ptrdiff_t>(n),
                   std::greater<>());
  if (*kth == 0.0F) return floor;
  reached_ = *kth;
  floor = std::max(floor, *kth * static_cast<float>(keep_));
  if (n_done == lists_.size() || rest_[n_done] > hopeless * reached_) return floor;
  collect(*kth);
  completed_.clear(k_);
  for (std::size_t c = 0; c < n_candidates_; ++c) {
    auto whole = candidate_sums_[c];
    for (auto i = n_done; i < lists_.size(); ++i) {
      whole += rough_added(lists_[i], candidates_[c]);
    }
    completed_.offer(whole, candidates_[c]);
  }
  return std::max(floor, completed_.floor() * static_cast<float>(keep_));
}

// Gathers the articles whose sums so far reach a score, and are not 0.
template <Scoring scoring>
void QuerySearch<scoring>::collect(float reach) {
  candidates_.resize(n_groups_ * group_size);
  candidate_sums_.resize(n_groups_ * group_size);
  auto* const slots = candidates_.data();
  auto* const sums = candidate_sums_.data();
  std::size_t n = 0;
  const auto least = std::max(reach, std::numeric_limits<float>::min());
  for (std::size_t g = 0; g < n_groups_; ++g) {
    if (greatest_[g] < least) continue;
    const auto* const of_group = sums_.data() + g * group_size;
    for (auto bits = at_least(of_group, least); bits != 0; bits &= bits - 1) {
      const auto at = static_cast<std::size_t>(std::countr_zero(bits));
      slots[n] = static_cast<Slot>(g * group_size + at);
      sums[n++] = of_group[at];
    }
  }
  n_candidates_ = n;
}

// Completes the sums of the articles that can still reach the floor.
template <Scoring scoring>
void QuerySearch<scoring>::look_up(std::size_t n_done, float floor, base::Checkpoint& checkpoint) {
  collect(floor - rest_[n_done] * (1.0F + 4 * rounding));
  auto* const slots = candidates_.data();
  auto* const sums = candidate_sums_.data();
  auto n = n_candidates_;
  for (auto i = n_done; i < lists_.size(); ++i) {
    checkpoint();
    const auto needed = floor - rest_[i + 1] * (1.0F + 4 * rounding);
    const auto& list = lists_[i];
    std::size_t n_kept = 0;
    for (std::size_t c = 0; c < n; ++c) {
      const auto slot = slots[c];
      const auto sum = sums[c] + rough_added(list, slot);
      slots[n_kept] = slot;
      sums[n_kept] = sum;
      n_kept += static_cast<std::size_t>(sum >= needed);
    }
    n = n_kept;
  }
  n_candidates_ = n;
}

// Canonical sums of the candidates that may be among the k best.
template <Scoring scoring>
void QuerySearch<scoring>::decide(float floor) {
  best_slots_.clear(k_);
  for (std::size_t c = 0; c < n_candidates_; ++c) {
    best_slots_.offer(candidate_sums_[c], candidates_[c]);
  }
  floor = std::max(floor, best_slots_.floor() * static_cast<float>(keep_));
  for (std::size_t c = 0; c < n_candidates_; ++c) {
    if (candidate_sums_[c] < floor) continue;
    const auto slot = candidates_[c];
    best_.offer(static_cast<float>(exact(slot)), segment_->first_position() + std::int64_t{slot});
  }
}

template <Scoring scoring>
double QuerySearch<scoring>::exact(Slot slot) const {
  double sum = 0.0;
  for (const auto& list : in_order_) {
    const auto count = segment_->count(*list.term, slot);
    if (count > 0) {
      sum += Formula::added(list.weight, static_cast<double>(count), article_->exact[slot]);
    }
  }
  return sum;
}

template <Scoring scoring>
void QuerySearch<scoring>::explain(std::int64_t position, std::span<double> added) const {
  const auto& segment = segment_of(snapshot_, static_cast<Index>(position));
  const auto slot = static_cast<Slot>(position - segment.first_position());
  const auto at = std::find_if(snapshot_.segments().begin(), snapshot_.segments().end(),
                               [&](const auto& s) { return s.get() == &segment; });
  const auto& factors = factors_[static_cast<std::size_t>(at - snapshot_.segments().begin())];
  std::fill(added.begin(), added.end(), 0.0);
  for (const auto& word : words_) {
    const auto* term = segment.find(word.term);
    const auto count = term == nullptr ? 0 : segment.count(*term, slot);
    if (count == 0) continue;
    added[word.place] =
        Formula::added(word.weight, static_cast<double>(count), factors.exact[slot]);
  }
}

template class QuerySearch<Scoring::bm25>;
template class QuerySearch<Scoring::tfidf>;

}  // namespace broadsheet::similarity
