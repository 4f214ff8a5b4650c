// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/query_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

constexpr float rounding = 0x1p-24F;  // of one operation in single precision
// Beyond, rounding could add up to something, and there is nothing to prune.
constexpr std::size_t most_pruned_words = 1024;
// Postings that are sooner summed up than a floor is found that makes it needless.
constexpr Index few_postings = 256;
// Candidates are cheaper to have fewer of, by a list so short beside the segment.
constexpr Index slots_per_posting = 32;

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
  if (sums_.size() < n_slots) {
    sums_.resize(n_slots, 0.0F);
    touched_.resize(n_slots + 1);
  }
  n_touched_ = 0;
  auto floor = best_.floor() * static_cast<float>(keep_);
  std::size_t n_done = 0;
  std::size_t risen_at = 0;
  for (; n_done < lists_.size(); ++n_done) {
    const auto size = lists_[n_done].term->size;
    if (rest_[n_done] < floor && size > segment_->n_slots() / slots_per_posting) break;
    if (size > few_postings && n_touched_ >= k_ && risen_at < n_done) {
      floor = std::max(floor, rise(n_done, floor));
      risen_at = n_done;
      if (rest_[n_done] < floor && size > segment_->n_slots() / slots_per_posting) break;
    }
    add_list(lists_[n_done], checkpoint);
  }
  if (n_touched_ >= k_ && risen_at < n_done) floor = std::max(floor, rise(n_done, floor));
  look_up(n_done, floor, checkpoint);
  decide(floor);
  for (std::size_t t = 0; t < n_touched_; ++t) sums_[touched_[t]] = 0.0F;
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
  auto* const touched = touched_.data();
  auto n_touched = n_touched_;
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
      const auto before = sums[slot];
      touched[n_touched] = slot;
      n_touched += static_cast<std::size_t>((before == 0.0F) & (added[i] > 0.0F));
      sums[slot] = before + added[i];
    }
    if (first % (block * 64) == 0) checkpoint();
  }
  n_touched_ = n_touched;
}

template <Scoring scoring>
float QuerySearch<scoring>::rough_added(const List& list, Offset posting, Slot slot) const {
  const auto count = segment_->counts()[static_cast<std::size_t>(posting)];
  return Formula::added(list.rough_weight, static_cast<float>(count), article_->rough[slot]);
}

// A score that k articles reach at least: those with the greatest sums so far, and where what is
// left to add could still matter, their whole sums.
template <Scoring scoring>
float QuerySearch<scoring>::rise(std::size_t n_done, float floor) {
  best_slots_.clear(k_);
  for (std::size_t t = 0; t < n_touched_; ++t) {
    best_slots_.offer(sums_[touched_[t]], touched_[t]);
  }
  floor = std::max(floor, best_slots_.floor() * static_cast<float>(keep_));
  if (n_done == lists_.size()) return floor;
  completed_.clear(k_);
  for (const auto& [sum, slot] : best_slots_.hits()) {
    auto whole = sum;
    for (auto i = n_done; i < lists_.size(); ++i) {
      const auto posting = segment_->locate(*lists_[i].term, slot);
      if (posting >= 0) whole += rough_added(lists_[i], posting, slot);
    }
    completed_.offer(whole, slot);
  }
  return std::max(floor, completed_.floor() * static_cast<float>(keep_));
}

// Completes the sums of the articles that can still reach the floor.
template <Scoring scoring>
void QuerySearch<scoring>::look_up(std::size_t n_done, float floor, base::Checkpoint& checkpoint) {
  candidates_.resize(n_touched_ + 1);
  candidate_sums_.resize(n_touched_ + 1);
  auto* const slots = candidates_.data();
  auto* const sums = candidate_sums_.data();
  std::size_t n = 0;
  const auto reach = floor - rest_[n_done] * (1.0F + 4 * rounding);
  for (std::size_t t = 0; t < n_touched_; ++t) {
    const auto slot = touched_[t];
    const auto sum = sums_[slot];
    slots[n] = slot;
    sums[n] = sum;
    n += static_cast<std::size_t>(sum >= reach);
  }
  for (auto i = n_done; i < lists_.size(); ++i) {
    checkpoint();
    const auto needed = floor - rest_[i + 1] * (1.0F + 4 * rounding);
    const auto& list = lists_[i];
    std::size_t n_kept = 0;
    for (std::size_t c = 0; c < n; ++c) {
      const auto slot = slots[c];
      auto sum = sums[c];
      const auto posting = segment_->locate(*list.term, slot);
      if (posting >= 0) sum += rough_added(list, posting, slot);
      slots[n_kept] = slot;
      sums[n_kept] = sum;
      n_kept += static_cast<std::size_t>(sum >= needed);
    }
    n = n_kept;
  }
  candidates_.resize(n);
  candidate_sums_.resize(n);
}

// Canonical sums of the candidates that may be among the k best.
template <Scoring scoring>
void QuerySearch<scoring>::decide(float floor) {
  best_slots_.clear(k_);
  for (std::size_t c = 0; c < candidates_.size(); ++c) {
    best_slots_.offer(candidate_sums_[c], candidates_[c]);
  }
  floor = std::max(floor, best_slots_.floor() * static_cast<float>(keep_));
  for (std::size_t c = 0; c < candidates_.size(); ++c) {
    if (candidate_sums_[c] < floor) continue;
    const auto slot = candidates_[c];
    best_.offer(static_cast<float>(exact(slot)), segment_->first_position() + std::int64_t{slot});
  }
}

template <Scoring scoring>
double QuerySearch<scoring>::exact(Slot slot) const {
  double sum = 0.0;
  for (const auto& list : in_order_) {
    const auto posting = segment_->locate(*list.term, slot);
    if (posting < 0) continue;
    const auto count = segment_->counts()[static_cast<std::size_t>(posting)];
    sum += Formula::added(list.weight, static_cast<double>(count), article_->exact[slot]);
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
    const auto posting = term == nullptr ? -1 : segment.locate(*term, slot);
    if (posting < 0) continue;
    const auto count = static_cast<double>(segment.counts()[static_cast<std::size_t>(posting)]);
    added[word.place] = Formula::added(word.weight, count, factors.exact[slot]);
  }
}

template class QuerySearch<Scoring::bm25>;
template class QuerySearch<Scoring::tfidf>;

}  // namespace broadsheet::similarity
