// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/document_frequencies.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::vocabulary {
namespace {

using Arrays = DocumentFrequencies::Arrays;

std::size_t at(Offset offset) { return static_cast<std::size_t>(offset); }

Offset sum(Offset a, Offset b) {
  Offset result = 0;
  if (__builtin_add_overflow(a, b, &result)) {
    throw std::overflow_error("a frequency does not fit 64 bits");
  }
  return result;
}

// What is put together from two collections: the sum or the difference of their numbers.
class Combination {
 public:
  Combination(const Arrays& a, const Arrays& b, bool adds, base::Checkpoint& checkpoint)
      : a_(a), b_(b), adds_(adds), steps_(checkpoint) {}

  Arrays make() {
    combine_calendars();
    Index i = 0;
    Index j = 0;
    while (i < a_.terms.size() || j < b_.terms.size()) {
      steps_();
      const auto order = i == a_.terms.size()   ? std::strong_ordering::greater
                         : j == b_.terms.size() ? std::strong_ordering::less
                                                : a_.terms[i] <=> b_.terms[j];
      const auto term = order <= 0 ? a_.terms[i] : b_.terms[j];
      combine_term(term, entries(a_, order <= 0 ? i++ : none),
                   entries(b_, order >= 0 ? j++ : none));
    }
    return std::move(result_);
  }

 private:
  static constexpr Index none = -1;

  // The entries of one term: positions first .. last.
  struct Entries {
    std::size_t first = 0;
    std::size_t last = 0;
  };

  static Entries entries(const Arrays& of, Index term) {
    if (term == none) return {};
    const auto t = static_cast<std::size_t>(term);
    return {at(of.indptr[t]), at(of.indptr[t + 1])};
  }

  // Calls f(day, position in a or none, position in b or none) by ascending day.
  template <class F>
  void by_day(const std::vector<Day>& a, Entries in_a, const std::vector<Day>& b, Entries in_b,
              F&& f) {
    constexpr auto absent = static_cast<std::size_t>(-1);
    while (in_a.first < in_a.last || in_b.first < in_b.last) {
      steps_();
      const bool from_a =
          in_a.first < in_a.last && (in_b.first == in_b.last || a[in_a.first] <= b[in_b.first]);
      const bool from_b = in_b.first < in_b.last && (!from_a || b[in_b.first] == a[in_a.first]);
      const auto day = from_a ? a[in_a.first] : b[in_b.first];
      f(day, from_a ? in_a.first++ : absent, from_b ? in_b.first++ : absent);
    }
  }

  [[nodiscard]] static Offset value(const std::vector<Offset>& of, std::size_t position) {
    return position == static_cast<std::size_t>(-1) ? 0 : of[position];
  }

  [[nodiscard]] Offset combined(Offset x, Offset y) const { return adds_ ? sum(x, y) : x - y; }

  void combine_calendars() {
    by_day(a_.calendar, {0, a_.calendar.size()}, b_.calendar, {0, b_.calendar.size()},
           [&](Day day, std::size_t i, std::size_t j) {
             const auto there = value(a_.n_documents, i);
             if (!adds_) require_removable(day, there, value(b_.n_documents, j));
             const auto n = combined(there, value(b_.n_documents, j));
             if (n == 0) return;
             result_.calendar.push_back(day);
             result_.n_documents.push_back(n);
           });
  }

  void combine_term(std::string_view term, Entries in_a, Entries in_b) {
    by_day(a_.days, in_a, b_.days, in_b, [&](Day day, std::size_t i, std::size_t j) {
      const Occurrences there{value(a_.document_frequencies, i),
                              value(a_.collection_frequencies, i)};
      const Occurrences more{value(b_.document_frequencies, j),
                             value(b_.collection_frequencies, j)};
      if (!adds_) require_removable(term, day, there, more, articles_left(day));
      const auto articles = combined(there.articles, more.articles);
      const auto occurrences = combined(there.tokens, more.tokens);
      if (articles == 0) return;
      result_.days.push_back(day);
      result_.document_frequencies.push_back(articles);
      result_.collection_frequencies.push_back(occurrences);
    });
    const auto end = static_cast<Offset>(result_.days.size());
    if (end == result_.indptr.back()) return;
    result_.terms.append(term);
    result_.indptr.push_back(end);
  }

  [[nodiscard]] Offset articles_left(Day day) const {
    const auto& calendar = result_.calendar;
    const auto found = std::lower_bound(calendar.begin(), calendar.end(), day);
    if (found == calendar.end() || *found != day) return 0;
    return result_.n_documents[static_cast<std::size_t>(found - calendar.begin())];
  }

  const Arrays& a_;
  const Arrays& b_;
  bool adds_;
  base::Steps steps_;
  Arrays result_;
};

[[noreturn]] void refuse(const std::string& what, std::size_t position) {
  throw std::invalid_argument(what + " at position " + std::to_string(position));
}

void require_size(const char* name, std::size_t size, std::size_t needed) {
  if (size != needed) {
    throw std::invalid_argument(std::string(name) + " has " + std::to_string(size) +
                                " entries in place of " + std::to_string(needed));
  }
}

// The days of articles in ascending order, each with its articles.
struct ByDay {
  std::vector<Index> order;  // articles by day, those of one day in input order
  explicit ByDay(std::span<const Day> day_of_document, base::Checkpoint& checkpoint)
      : order(day_of_document.size()) {
    std::iota(order.begin(), order.end(), Index{0});
    base::sort(order.begin(), order.end(), checkpoint, [&](Index a, Index b) {
      const auto day_a = day_of_document[static_cast<std::size_t>(a)];
      const auto day_b = day_of_document[static_cast<std::size_t>(b)];
      return day_a != day_b ? day_a < day_b : a < b;
    });
  }
};

}  // namespace

double Decay::weight_of(Day day) const {
  if (day == undated || day >= now) return 1.0;
  return std::exp2(-(static_cast<double>(now) - static_cast<double>(day)) / half_life);
}

DocumentFrequencies::DocumentFrequencies(Arrays&& arrays, base::Checkpoint& checkpoint) {
  const auto& a = arrays;
  const auto n_terms = static_cast<std::size_t>(a.terms.size());
  const auto n_entries = a.days.size();
  require_size("indptr", a.indptr.size(), n_terms + 1);
  require_size("document_frequencies", a.document_frequencies.size(), n_entries);
  require_size("collection_frequencies", a.collection_frequencies.size(), n_entries);
  require_size("n_documents", a.n_documents.size(), a.calendar.size());
  if (a.indptr[0] != 0) refuse("indptr does not begin with 0", 0);
  base::for_each_index(n_terms, checkpoint, [&](std::size_t t) {
    if (a.indptr[t + 1] <= a.indptr[t] || at(a.indptr[t + 1]) > n_entries) {
      refuse("indptr does not ascend within the entries", t + 1);
    }
    const auto term = static_cast<Index>(t);
    if (t > 0 && a.terms[term - 1] >= a.terms[term]) refuse("terms do not ascend", t);
  });
  if (at(a.indptr[n_terms]) != n_entries) refuse("indptr does not end with the entries", n_terms);
  Offset n_articles = 0;
  base::for_each_index(a.calendar.size(), checkpoint, [&](std::size_t d) {
    if (d > 0 && a.calendar[d - 1] >= a.calendar[d]) refuse("calendar does not ascend", d);
    if (a.n_documents[d] < 1) refuse("n_documents is not above 0", d);
    if (__builtin_add_overflow(n_articles, a.n_documents[d], &n_articles)) {
      refuse("the sum of n_documents does not fit 64 bits", d);
    }
  });
  base::for_each_index(n_terms, checkpoint, [&](std::size_t t) {
    for (auto e = at(a.indptr[t]); e < at(a.indptr[t + 1]); ++e) {
      if (e > at(a.indptr[t]) && a.days[e - 1] >= a.days[e]) refuse("days do not ascend", e);
      const auto day = std::lower_bound(a.calendar.begin(), a.calendar.end(), a.days[e]);
      if (day == a.calendar.end() || *day != a.days[e]) refuse("days has none of calendar", e);
      const auto n = a.n_documents[static_cast<std::size_t>(day - a.calendar.begin())];
      if (a.document_frequencies[e] < 1 || a.document_frequencies[e] > n) {
        refuse("document_frequencies is not in 1..articles of the day", e);
      }
      if (a.collection_frequencies[e] < a.document_frequencies[e]) {
        refuse("collection_frequencies is below document_frequencies", e);
      }
    }
  });
  arrays_ = std::move(arrays);
}

DocumentFrequencies DocumentFrequencies::of(const sparse::CsrView<std::int64_t>& counts,
                                            const Terms& terms,
                                            std::span<const Day> day_of_document,
                                            base::Checkpoint& checkpoint) {
  sparse::validate(counts, "counts");
  require_size("day_of_document", day_of_document.size(),
               static_cast<std::size_t>(counts.n_rows()));
  require_size("terms", static_cast<std::size_t>(terms.size()),
               static_cast<std::size_t>(counts.n_cols));
  const auto n_terms = static_cast<std::size_t>(counts.n_cols);
  const ByDay by_day(day_of_document, checkpoint);
  DocumentFrequencies result;
  auto& to = result.arrays_;
  for (const auto document : by_day.order) {
    const auto day = day_of_document[static_cast<std::size_t>(document)];
    if (to.calendar.empty() || to.calendar.back() != day) {
      to.calendar.push_back(day);
      to.n_documents.push_back(0);
    }
    ++to.n_documents.back();
  }
  // How many days each column has, by the last one seen; then the same again to fill them.
  struct Last {
    Day day = 0;
    bool any = false;
  };
  const auto for_each = [&](auto&& f) {
    std::vector<Last> last(n_terms);
    base::Pace pace(checkpoint);
    for (const auto document : by_day.order) {
      const auto day = day_of_document[static_cast<std::size_t>(document)];
      const auto row = counts.row(document);
      pace.each(row.size(), [&](std::size_t e) {
        auto& seen = last[static_cast<std::size_t>(row.columns[e])];
        const bool is_new = !seen.any || seen.day != day;
        seen = {day, true};
        f(static_cast<std::size_t>(row.columns[e]), day, row.values[e], is_new);
      });
    }
  };
  std::vector<Offset> end(n_terms + 1, 0);
  for_each([&](std::size_t column, Day, std::int64_t value, bool is_new) {
    if (value < 1) throw std::invalid_argument("counts has a value that is not above 0");
    end[column + 1] += is_new ? 1 : 0;
  });
  std::partial_sum(end.begin(), end.end(), end.begin());
  const auto n_entries = at(end.back());
  for (std::size_t t = 0; t < n_terms; ++t) {
    if (end[t + 1] == end[t]) continue;
    to.terms.append(terms[static_cast<Index>(t)]);
    to.indptr.push_back(end[t + 1]);
  }
  to.days.resize(n_entries);
  to.document_frequencies.resize(n_entries);
  to.collection_frequencies.resize(n_entries);
  for_each([&](std::size_t column, Day day, std::int64_t value, bool is_new) {
    if (is_new) to.days[at(end[column]++)] = day;
    const auto e = at(end[column]) - 1;
    ++to.document_frequencies[e];
    to.collection_frequencies[e] = sum(to.collection_frequencies[e], value);
  });
  return result;
}

DocumentFrequencies DocumentFrequencies::of_totals(const Terms& terms,
                                                   std::span<const Index> frequencies,
                                                   std::span<const Offset> occurrences,
                                                   Offset n_documents,
                                                   base::Checkpoint& checkpoint) {
  const auto n_terms = static_cast<std::size_t>(terms.size());
  require_size("frequencies", frequencies.size(), n_terms);
  require_size("occurrences", occurrences.size(), n_terms);
  Arrays arrays;
  if (n_documents != 0) {
    arrays.calendar = {undated};
    arrays.n_documents = {n_documents};
  }
  base::for_each_index(n_terms, checkpoint, [&](std::size_t t) {
    if (frequencies[t] == 0) return;
    arrays.terms.append(terms[static_cast<Index>(t)]);
    arrays.days.push_back(undated);
    arrays.document_frequencies.push_back(frequencies[t]);
    arrays.collection_frequencies.push_back(occurrences[t]);
    arrays.indptr.push_back(static_cast<Offset>(arrays.days.size()));
  });
  return {std::move(arrays), checkpoint};
}

DocumentFrequencies DocumentFrequencies::with(const DocumentFrequencies& others,
                                              base::Checkpoint& checkpoint) const {
  DocumentFrequencies result;
  result.arrays_ = Combination(arrays_, others.arrays_, true, checkpoint).make();
  return result;
}

DocumentFrequencies DocumentFrequencies::without(const DocumentFrequencies& others,
                                                 base::Checkpoint& checkpoint) const {
  DocumentFrequencies result;
  result.arrays_ = Combination(arrays_, others.arrays_, false, checkpoint).make();
  return result;
}

bool DocumentFrequencies::equals(const DocumentFrequencies& other) const {
  const auto& a = arrays_;
  const auto& b = other.arrays_;
  return std::ranges::equal(a.terms.offsets(), b.terms.offsets()) &&
         std::ranges::equal(a.terms.bytes(), b.terms.bytes()) && a.indptr == b.indptr &&
         a.days == b.days && a.document_frequencies == b.document_frequencies &&
         a.collection_frequencies == b.collection_frequencies && a.calendar == b.calendar &&
         a.n_documents == b.n_documents;
}

double DocumentFrequencies::n_documents(const std::optional<Decay>& decay) const {
  double n = 0.0;
  for (std::size_t d = 0; d < arrays_.calendar.size(); ++d) {
    const auto weight = decay ? decay->weight_of(arrays_.calendar[d]) : 1.0;
    n += weight * static_cast<double>(arrays_.n_documents[d]);
  }
  return n;
}

std::vector<double> DocumentFrequencies::by_term(const std::optional<Decay>& decay,
                                                 base::Checkpoint& checkpoint) const {
  const auto& calendar = arrays_.calendar;
  std::vector<double> weight(calendar.size(), 1.0);
  if (decay) {
    std::transform(calendar.begin(), calendar.end(), weight.begin(),
                   [&](Day day) { return decay->weight_of(day); });
  }
  std::vector<double> result(static_cast<std::size_t>(n_terms()), 0.0);
  base::Pace pace(checkpoint);
  for (std::size_t t = 0; t < result.size(); ++t) {
    auto day = calendar.begin();
    for (auto e = at(arrays_.indptr[t]); e < at(arrays_.indptr[t + 1]); ++e) {
      pace.count(1);
      day = std::lower_bound(day, calendar.end(), arrays_.days[e]);
      result[t] += weight[static_cast<std::size_t>(day - calendar.begin())] *
                   static_cast<double>(arrays_.document_frequencies[e]);
    }
  }
  return result;
}

std::vector<Offset> DocumentFrequencies::occurrences(base::Checkpoint& checkpoint) const {
  std::vector<Offset> result(static_cast<std::size_t>(n_terms()), 0);
  base::for_each_index(result.size(), checkpoint, [&](std::size_t t) {
    for (auto e = at(arrays_.indptr[t]); e < at(arrays_.indptr[t + 1]); ++e) {
      result[t] = sum(result[t], arrays_.collection_frequencies[e]);
    }
  });
  return result;
}

std::vector<Index> DocumentFrequencies::kept(const Pruning& pruning,
                                             base::Checkpoint& checkpoint) const {
  const auto frequencies = by_term(std::nullopt, checkpoint);
  std::vector<Index> terms;
  for (std::size_t t = 0; t < frequencies.size(); ++t) {
    if (frequencies[t] >= pruning.min_document_frequency &&
        frequencies[t] <= pruning.max_document_frequency) {
      terms.push_back(static_cast<Index>(t));
    }
  }
  if (!pruning.max_features || static_cast<std::size_t>(*pruning.max_features) >= terms.size()) {
    return terms;
  }
  const auto in_all = occurrences(checkpoint);
  base::sort(terms.begin(), terms.end(), checkpoint, [&](Index a, Index b) {
    const auto n_a = in_all[static_cast<std::size_t>(a)];
    const auto n_b = in_all[static_cast<std::size_t>(b)];
    return n_a != n_b ? n_a > n_b : a < b;
  });
  terms.resize(static_cast<std::size_t>(*pruning.max_features));
  base::sort(terms.begin(), terms.end(), checkpoint, std::less<>{});
  return terms;
}

}  // namespace broadsheet::vocabulary
