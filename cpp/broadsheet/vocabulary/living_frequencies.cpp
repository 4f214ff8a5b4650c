// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/living_frequencies.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::vocabulary {
namespace {

using Arrays = DocumentFrequencies::Arrays;

std::size_t at(Offset offset) { return static_cast<std::size_t>(offset); }

Offset articles_of(const Arrays& arrays, Day day) {
  const auto& calendar = arrays.calendar;
  const auto found = std::lower_bound(calendar.begin(), calendar.end(), day);
  if (found == calendar.end() || *found != day) return 0;
  return arrays.n_documents[static_cast<std::size_t>(found - calendar.begin())];
}

// The first term from `first` on that does not come before `term`, by steps that double: many
// terms that are asked for in order cost a pass, few of them a binary search each.
Index first_not_before(const Terms& terms, std::string_view term, Index first) {
  Index step = 1;
  auto last = first;
  while (last < terms.size() && terms[last] < term) {
    first = last + 1;
    last = terms.size() - last > step ? last + step : terms.size();
    step = step < terms.size() / 2 ? 2 * step : step;
  }
  while (first < last) {
    const auto middle = first + (last - first) / 2;
    if (terms[middle] < term) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

Occurrences occurrences_in(const Arrays& arrays, Index term, Day day) {
  const auto t = static_cast<std::size_t>(term);
  const auto end = arrays.days.begin() + arrays.indptr[t + 1];
  const auto found = std::lower_bound(arrays.days.begin() + arrays.indptr[t], end, day);
  if (found == end || *found != day) return {};
  const auto e = static_cast<std::size_t>(found - arrays.days.begin());
  return {arrays.document_frequencies[e], arrays.collection_frequencies[e]};
}

// Entries by day, and those of a day by falling document frequency.
class EntriesByDay {
 public:
  EntriesByDay(const Arrays& arrays, base::Checkpoint& checkpoint)
      : arrays_(arrays), order_(arrays.days.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    base::sort(order_.begin(), order_.end(), checkpoint, [&](std::size_t a, std::size_t b) {
      if (arrays.days[a] != arrays.days[b]) return arrays.days[a] < arrays.days[b];
      return arrays.document_frequencies[a] > arrays.document_frequencies[b];
    });
  }

  /// Calls `f(term)` for the terms that more than `least` articles of a day hold.
  template <class F>
  void for_each_above(Day day, Offset least, F&& f) const {
    auto it = std::lower_bound(order_.begin(), order_.end(), day,
                               [&](std::size_t e, Day d) { return arrays_.days[e] < d; });
    for (; it != order_.end() && arrays_.days[*it] == day; ++it) {
      if (arrays_.document_frequencies[*it] <= least) return;
      const auto& indptr = arrays_.indptr;
      const auto next = std::upper_bound(indptr.begin(), indptr.end(), static_cast<Offset>(*it));
      f(arrays_.terms[static_cast<Index>(next - indptr.begin() - 1)]);
    }
  }

 private:
  const Arrays& arrays_;
  std::vector<std::size_t> order_;
};

}  // namespace

class LivingFrequencies::Run {
 public:
  explicit Run(DocumentFrequencies&& frequencies) : frequencies_(std::move(frequencies)) {
    const auto& all = arrays().collection_frequencies;
    most_ = std::accumulate(arrays().n_documents.begin(), arrays().n_documents.end(), Offset{0});
    if (!all.empty()) most_ = std::max(most_, *std::max_element(all.begin(), all.end()));
  }

  // No number of it is greater.
  [[nodiscard]] Offset most() const { return most_; }

  [[nodiscard]] const DocumentFrequencies& frequencies() const { return frequencies_; }
  [[nodiscard]] const Arrays& arrays() const { return frequencies_.arrays(); }
  [[nodiscard]] Offset size() const {
    return static_cast<Offset>(arrays().days.size() + arrays().calendar.size());
  }

  // Made by the first who needs it, for it takes a sort; others wait, and listen meanwhile.
  const EntriesByDay& by_day(base::Checkpoint& checkpoint) const {
    std::unique_lock lock(mutex_, std::defer_lock);
    while (!lock.try_lock()) {
      checkpoint();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (!by_day_) by_day_ = std::make_unique<const EntriesByDay>(arrays(), checkpoint);
    return *by_day_;
  }

 private:
  DocumentFrequencies frequencies_;
  Offset most_ = 0;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<const EntriesByDay> by_day_;
};

LivingFrequencies::LivingFrequencies(DocumentFrequencies&& all) {
  if (!all.arrays().calendar.empty()) added_.push_back(std::make_shared<const Run>(std::move(all)));
}

Offset LivingFrequencies::n_entries(const Runs& runs) {
  return std::accumulate(runs.begin(), runs.end(), Offset{0},
                         [](Offset n, const auto& run) { return n + run->size(); });
}

void LivingFrequencies::append(Runs& runs, std::shared_ptr<const Run> run,
                               base::Checkpoint& checkpoint) {
  while (!runs.empty() && runs.back()->size() < 2 * run->size()) {
    run = std::make_shared<const Run>(
        runs.back()->frequencies().with(run->frequencies(), checkpoint));
    runs.pop_back();
  }
  runs.push_back(std::move(run));
}

std::shared_ptr<const LivingFrequencies::Run> LivingFrequencies::joined(
    Runs runs, base::Checkpoint& checkpoint) {
  if (runs.empty()) return std::make_shared<const Run>(DocumentFrequencies());
  while (runs.size() > 1) {
    const auto last = std::move(runs.back());
    runs.pop_back();
    runs.back() = std::make_shared<const Run>(
        runs.back()->frequencies().with(last->frequencies(), checkpoint));
  }
  return runs.front();
}

LivingFrequencies LivingFrequencies::with(const LivingFrequencies& others,
                                          base::Checkpoint& checkpoint) const {
  auto result = *this;
  // The smaller ones first, so that each is put together with its like.
  for (auto run = others.added_.rbegin(); run != others.added_.rend(); ++run) {
    append(result.added_, *run, checkpoint);
  }
  for (auto run = others.removed_.rbegin(); run != others.removed_.rend(); ++run) {
    append(result.removed_, *run, checkpoint);
  }
  Offset most = 0;
  const bool may_overflow = std::ranges::any_of(result.added_, [&](const auto& run) {
    return __builtin_add_overflow(most, run->most(), &most);
  });
  return may_overflow ? result.settled(checkpoint) : result;  // which finds out
}

LivingFrequencies LivingFrequencies::without(const LivingFrequencies& others,
                                             base::Checkpoint& checkpoint) const {
  const auto settled_others = others.settled(checkpoint);
  auto result = *this;
  if (settled_others.added_.empty()) return result;
  const auto& gone = settled_others.added_.front();
  require_removable_from(*gone, checkpoint);
  append(result.removed_, gone, checkpoint);
  if (2 * n_entries(result.removed_) < n_entries(result.added_)) return result;
  return result.settled(checkpoint);
}

LivingFrequencies LivingFrequencies::settled(base::Checkpoint& checkpoint) const {
  if (removed_.empty() && added_.size() <= 1) return *this;
  auto all = joined(added_, checkpoint);
  if (!removed_.empty()) {
    const auto gone = joined(removed_, checkpoint);
    all = std::make_shared<const Run>(all->frequencies().without(gone->frequencies(), checkpoint));
  }
  LivingFrequencies result;
  if (!all->arrays().calendar.empty()) result.added_.push_back(std::move(all));
  return result;
}

const DocumentFrequencies& LivingFrequencies::whole() const {
  static const DocumentFrequencies none;
  return added_.empty() ? none : added_.front()->frequencies();
}

Offset LivingFrequencies::n_documents() const {
  const auto sum = [](const Runs& runs) {
    Offset n = 0;
    for (const auto& run : runs) {
      for (const auto of_day : run->arrays().n_documents) n += of_day;
    }
    return n;
  };
  return sum(added_) - sum(removed_);
}

Offset LivingFrequencies::articles_in(const Runs& runs, Day day) {
  Offset n = 0;
  for (const auto& run : runs) n += articles_of(run->arrays(), day);
  return n;
}

Offset LivingFrequencies::n_documents_of(Day day) const {
  return articles_in(added_, day) - articles_in(removed_, day);
}

Occurrences LivingFrequencies::occurrences(std::string_view term, Day day) const {
  Occurrences sum;
  const auto add = [&](const Run& run, Offset sign) {
    const auto& terms = run.arrays().terms;
    const auto t = first_not_before(terms, term, 0);
    if (t == terms.size() || terms[t] != term) return;
    const auto found = occurrences_in(run.arrays(), t, day);
    sum.articles += sign * found.articles;
    sum.tokens += sign * found.tokens;
  };
  for (const auto& run : added_) add(*run, 1);
  for (const auto& run : removed_) add(*run, -1);
  return sum;
}

void LivingFrequencies::require_removable_from(const Run& gone,
                                               base::Checkpoint& checkpoint) const {
  const auto& less = gone.arrays();
  std::vector<Offset> left;  // by day of `gone`
  for (std::size_t d = 0; d < less.calendar.size(); ++d) {
    const auto day = less.calendar[d];
    const auto there = n_documents_of(day);
    require_removable(day, there, less.n_documents[d]);
    left.push_back(there - less.n_documents[d]);
  }

  // The terms of the articles that go, in order, in all runs side by side.
  std::vector<Index> next_added(added_.size(), 0);
  std::vector<Index> next_removed(removed_.size(), 0);
  std::vector<Occurrences> there;  // by entry of the term
  base::Steps steps(checkpoint);
  for (Index t = 0; t < less.terms.size(); ++t) {
    steps();
    const auto term = less.terms[t];
    const auto first = at(less.indptr[static_cast<std::size_t>(t)]);
    const auto last = at(less.indptr[static_cast<std::size_t>(t) + 1]);
    there.assign(last - first, {});
    const auto add = [&](const Runs& runs, std::vector<Index>& next, Offset sign) {
      for (std::size_t r = 0; r < runs.size(); ++r) {
        const auto& arrays = runs[r]->arrays();
        next[r] = first_not_before(arrays.terms, term, next[r]);
        if (next[r] == arrays.terms.size() || arrays.terms[next[r]] != term) continue;
        for (auto e = first; e < last; ++e) {
          const auto found = occurrences_in(arrays, next[r], less.days[e]);
          there[e - first].articles += sign * found.articles;
          there[e - first].tokens += sign * found.tokens;
        }
      }
    };
    add(added_, next_added, 1);
    add(removed_, next_removed, -1);
    for (auto e = first; e < last; ++e) {
      const auto day = std::lower_bound(less.calendar.begin(), less.calendar.end(), less.days[e]);
      require_removable(term, less.days[e], there[e - first],
                        {less.document_frequencies[e], less.collection_frequencies[e]},
                        left[static_cast<std::size_t>(day - less.calendar.begin())]);
    }
  }

  // All other terms of those days stay in as many articles, of which there are fewer. One that is
  // in more of them than are left is missing in fewer than `missing` articles of each run.
  for (std::size_t d = 0; d < less.calendar.size(); ++d) {
    const auto day = less.calendar[d];
    const auto missing = less.n_documents[d] + articles_in(removed_, day);
    const auto check = [&](std::string_view term) {
      steps();
      const auto t = first_not_before(less.terms, term, 0);
      if (t < less.terms.size() && less.terms[t] == term && occurrences_in(less, t, day).articles) {
        return;  // looked at above
      }
      require_removable(term, day, occurrences(term, day), {}, left[d]);
    };
    const auto largest =
        std::max_element(added_.begin(), added_.end(), [&](const auto& a, const auto& b) {
          return articles_of(a->arrays(), day) < articles_of(b->arrays(), day);
        });
    const auto most = articles_of((*largest)->arrays(), day);
    if (most >= missing) {
      (*largest)->by_day(checkpoint).for_each_above(day, most - missing, check);
      continue;
    }
    for (const auto& run : added_) run->by_day(checkpoint).for_each_above(day, 0, check);
  }
}

}  // namespace broadsheet::vocabulary
