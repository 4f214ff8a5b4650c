// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/duplicates.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/similarity/equal_sets.hpp"

namespace broadsheet::similarity {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

void check(const SetsView& sets, std::span<const Index> order, double min_overlap,
           base::Checkpoint& checkpoint) {
  if (!(min_overlap > 0.0 && min_overlap <= 1.0)) {
    throw std::invalid_argument("min_overlap must be above 0 and at most 1, got " +
                                std::to_string(min_overlap));
  }
  if (sets.indptr.empty() || sets.indptr.front() != 0 ||
      sets.indptr.back() != static_cast<Offset>(sets.ids.size())) {
    throw std::invalid_argument("indptr must go from 0 to the number of ids, " +
                                std::to_string(sets.ids.size()));
  }
  // All of it before any set is looked at: a fall later on could lead past the end.
  base::for_each_index(at(sets.size()), checkpoint, [&](std::size_t i) {
    if (sets.indptr[i + 1] < sets.indptr[i]) {
      throw std::invalid_argument("indptr falls at set " + std::to_string(i));
    }
  });
  base::Pace pace(checkpoint);
  for (Index i = 0; i < sets.size(); ++i) {
    const auto set = sets[i];
    Index before = -1;
    pace.each(set.size(), [&](std::size_t p) {
      if (set[p] <= before || set[p] >= sets.n_ids) {
        throw std::invalid_argument("ids of set " + std::to_string(i) +
                                    " must ascend and be below " + std::to_string(sets.n_ids) +
                                    ", got " + std::to_string(set[p]));
      }
      before = set[p];
    });
  }
  if (sets.n_ids < 0) {
    throw std::invalid_argument("n_ids must be at least 0, got " + std::to_string(sets.n_ids));
  }
  if (order.size() != at(sets.size())) {
    throw std::invalid_argument("order has " + std::to_string(order.size()) + " articles for " +
                                std::to_string(sets.size()) + " sets");
  }
  std::vector<bool> seen(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (order[k] < 0 || order[k] >= sets.size() || seen[at(order[k])]) {
      throw std::invalid_argument("order[" + std::to_string(k) + "] is " +
                                  std::to_string(order[k]) +
                                  ", but each article must be there once");
    }
    seen[at(order[k])] = true;
  }
}

bool reaches(Index shared, Offset together, double min_overlap) {
  return static_cast<double>(shared) / static_cast<double>(together) >= min_overlap;
}

// The fewest ids that two sets with `total` ids, counted twice where shared, must share. `reaches`
// decides, so that rounding is the same everywhere; it is monotone, as the rounding of a quotient.
Index least_shared(Offset total, double min_overlap) {
  const auto estimate = min_overlap / (1.0 + min_overlap) * static_cast<double>(total);
  auto least = std::max<Index>(1, static_cast<Index>(estimate) - 1);
  while (2 * Offset{least} <= total && !reaches(least, total - least, min_overlap)) ++least;
  return least;
}

// The fewest ids that a set of this size shares with any set that it is a pair with: their union
// is not smaller than the set itself.
Index least_shared_with_any(Index size, double min_overlap) {
  auto least = std::max<Index>(1, static_cast<Index>(min_overlap * static_cast<double>(size)) - 1);
  while (least < size && !reaches(least, size, min_overlap)) ++least;
  return least;
}

// The distinct sets, their ids renumbered by rising frequency.
struct Ranked {
  std::vector<Offset> indptr{0};
  std::vector<Index> ranks;
  std::vector<Index> frequency;  // by rank

  [[nodiscard]] Index size() const { return static_cast<Index>(indptr.size() - 1); }
  [[nodiscard]] std::span<const Index> operator[](Index s) const {
    const auto first = static_cast<std::size_t>(indptr[at(s)]);
    return std::span(ranks).subspan(first, static_cast<std::size_t>(indptr[at(s) + 1]) - first);
  }
};

Ranked rank(const SetsView& sets, const EqualSets& equal, const base::Run& run) {
  Ranked ranked;
  std::vector<Index> rank_of(at(sets.n_ids));
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::vector<Index> frequency(at(sets.n_ids));
    base::Pace pace(checkpoint);
    for (const auto i : equal.first_article) {
      const auto set = sets[i];
      pace.each(set.size(), [&](std::size_t p) { ++frequency[at(set[p])]; });
      ranked.indptr.push_back(ranked.indptr.back() + static_cast<Offset>(sets[i].size()));
    }
    std::vector<Index> start(at(static_cast<Index>(equal.first_article.size())) + 2);
    base::for_each_index(frequency.size(), checkpoint,
                         [&](std::size_t id) { ++start[at(frequency[id]) + 1]; });
    std::partial_sum(start.begin(), start.end(), start.begin());
    ranked.frequency.resize(frequency.size());
    base::for_each_index(frequency.size(), checkpoint, [&](std::size_t id) {
      rank_of[id] = start[at(frequency[id])]++;
      ranked.frequency[at(rank_of[id])] = frequency[id];
    });
    ranked.ranks.resize(static_cast<std::size_t>(ranked.indptr.back()));
  });
  constexpr Index per_piece = 128;
  base::parallel_for((Offset{ranked.size()} + per_piece - 1) / per_piece, run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto first = static_cast<Index>(p * per_piece);
                       const auto last = first + std::min<Index>(per_piece, ranked.size() - first);
                       for (Index s = first; s < last; ++s) {
                         checkpoint();
                         const auto set = sets[equal.first_article[at(s)]];
                         auto* out = ranked.ranks.data() + ranked.indptr[at(s)];
                         base::for_each_index(set.size(), checkpoint,
                                              [&](std::size_t e) { out[e] = rank_of[at(set[e])]; });
                         base::sort(out, out + set.size(), checkpoint, std::less<>());
                       }
                     });
  return ranked;
}

// For each rank the distinct sets in whose prefix it is, ascending; none where no other set has it.
struct PrefixIndex {
  std::vector<Index> length;  // of each set's prefix
  std::vector<Offset> indptr;
  std::vector<Index> sets;
};

PrefixIndex index_prefixes(const Ranked& ranked, double min_overlap, const base::Run& run) {
  PrefixIndex index;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    index.indptr.resize(ranked.frequency.size() + 1);
    const auto for_each_posting = [&](auto&& f) {
      base::Pace pace(checkpoint);
      for (Index s = 0; s < ranked.size(); ++s) {
        const auto set = ranked[s];
        pace.each(at(index.length[at(s)]), [&](std::size_t p) {
          if (ranked.frequency[at(set[p])] > 1) f(s, at(set[p]));
        });
      }
    };
    for (Index s = 0; s < ranked.size(); ++s) {
      const auto size = static_cast<Index>(ranked[s].size());
      index.length.push_back(size - least_shared_with_any(size, min_overlap) + 1);
    }
    for_each_posting([&](Index, std::size_t r) { ++index.indptr[r + 1]; });
    base::for_each_index(ranked.frequency.size(), checkpoint,
                         [&](std::size_t r) { index.indptr[r + 1] += index.indptr[r]; });
    index.sets.resize(static_cast<std::size_t>(index.indptr.back()));
    auto next = index.indptr;
    for_each_posting(
        [&](Index s, std::size_t r) { index.sets[static_cast<std::size_t>(next[r]++)] = s; });
  });
  return index;
}

// How many ids two sets share, or -1 as soon as they cannot share `least` any more.
Index count_shared(std::span<const Index> a, std::span<const Index> b, Index least,
                   base::Checkpoint& checkpoint) {
  Index shared = 0;
  std::size_t steps = 0;
  for (std::size_t p = 0, q = 0; p < a.size() && q < b.size();) {
    if (++steps % (1 << 14) == 0) checkpoint();
    if (at(shared) + std::min(a.size() - p, b.size() - q) < at(least)) return -1;
    if (a[p] == b[q]) {
      ++shared, ++p, ++q;
    } else if (a[p] < b[q]) {
      ++p;
    } else {
      ++q;
    }
  }
  return shared >= least ? shared : -1;
}

struct Partner {
  Index set;
  Index shared;
};

void find_partners(const Ranked& ranked, const PrefixIndex& index, Index s, double min_overlap,
                   std::vector<Index>& seen_by, std::vector<Partner>& partners,
                   base::Checkpoint& checkpoint) {
  const auto set = ranked[s];
  partners.clear();
  for (const auto r : set.first(at(index.length[at(s)]))) {
    if (ranked.frequency[at(r)] < 2) continue;
    const auto end = index.sets.begin() + index.indptr[at(r) + 1];
    auto other = std::upper_bound(index.sets.begin() + index.indptr[at(r)], end, s);
    for (; other != end; ++other) {
      if (seen_by[at(*other)] == s) continue;
      seen_by[at(*other)] = s;
      checkpoint();
      const auto candidate = ranked[*other];
      const auto smaller = std::min(set.size(), candidate.size());
      const auto total = set.size() + candidate.size();
      if (!reaches(static_cast<Index>(smaller), static_cast<Offset>(total - smaller),
                   min_overlap)) {
        continue;
      }
      const auto shared = count_shared(
          set, candidate, least_shared(static_cast<Offset>(total), min_overlap), checkpoint);
      if (shared > 0) partners.push_back({*other, shared});
    }
  }
  base::sort(partners.begin(), partners.end(), checkpoint,
             [](const Partner& a, const Partner& b) { return a.set < b.set; });
}

std::vector<std::vector<Partner>> join(const Ranked& ranked, double min_overlap,
                                       const base::Run& run) {
  const auto index = index_prefixes(ranked, min_overlap, run);
  std::vector<std::vector<Partner>> partners(at(ranked.size()));
  const auto n_threads = static_cast<std::size_t>(std::max(run.n_threads, 1));
  std::vector<std::vector<Index>> seen_by(n_threads, std::vector<Index>(at(ranked.size()), -1));
  constexpr Index per_piece = 64;
  base::parallel_for((Offset{ranked.size()} + per_piece - 1) / per_piece, run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto first = static_cast<Index>(p * per_piece);
                       const auto last = first + std::min<Index>(per_piece, ranked.size() - first);
                       for (Index s = first; s < last; ++s) {
                         checkpoint();
                         find_partners(ranked, index, s, min_overlap,
                                       seen_by[static_cast<std::size_t>(checkpoint.thread())],
                                       partners[at(s)], checkpoint);
                       }
                     });
  return partners;
}

void write_pairs(const SetsView& sets, const EqualSets& equal,
                 const std::vector<std::vector<Partner>>& partners, Duplicates& found,
                 base::Checkpoint& checkpoint) {
  // Pages are touched as pairs are written: not all over again at each growth.
  auto n_pairs = equal.copies.size();
  for (const auto& of_set : partners) n_pairs += of_set.size();
  for (auto* const ends : {&found.i, &found.j}) ends->reserve(n_pairs);
  for (auto* const shares : {&found.jaccard, &found.contained_i, &found.contained_j}) {
    shares->reserve(n_pairs);
  }
  std::vector<Partner> row;  // of articles, here
  for (std::size_t s = 0; s < partners.size(); ++s) {
    checkpoint();
    const auto i = equal.first_article[s];
    const auto size = static_cast<Index>(sets[i].size());
    row.clear();
    for (const auto& [other, shared] : partners[s]) {
      row.push_back({equal.first_article[at(other)], shared});
    }
    for (auto c = equal.copies_from[s]; c < equal.copies_from[s + 1]; ++c) {
      row.push_back({equal.copies[static_cast<std::size_t>(c)], size});
    }
    base::sort(row.begin(), row.end(), checkpoint,
               [](const Partner& a, const Partner& b) { return a.set < b.set; });
    for (const auto& [j, shared] : row) {
      const double a = size;
      const auto b = static_cast<double>(sets[j].size());
      found.i.push_back(i);
      found.j.push_back(j);
      found.jaccard.push_back(shared / (a + b - shared));
      found.contained_i.push_back(shared / a);
      found.contained_j.push_back(shared / b);
    }
  }
}

// Equal sets are in one group, since whoever takes one of them takes all: sets stand for articles.
void lead_groups(const EqualSets& equal, const std::vector<std::vector<Partner>>& partners,
                 std::span<const Index> order, Duplicates& found, base::Checkpoint& checkpoint) {
  std::vector<std::vector<Index>> before(partners.size());  // the partners of smaller number
  for (std::size_t s = 0; s < partners.size(); ++s) {
    checkpoint();
    for (const auto& partner : partners[s]) {
      before[at(partner.set)].push_back(static_cast<Index>(s));
    }
  }
  std::vector<Index> leader(partners.size(), -1);
  for (const auto article : order) {
    const auto s = equal.number[at(article)];
    if (s < 0 || leader[at(s)] >= 0) continue;
    checkpoint();
    leader[at(s)] = article;
    const auto take = [&](Index other) {
      if (leader[at(other)] < 0) leader[at(other)] = article;
    };
    for (const auto& partner : partners[at(s)]) take(partner.set);
    for (const auto other : before[at(s)]) take(other);
  }
  found.leader.resize(equal.number.size());
  for (std::size_t i = 0; i < equal.number.size(); ++i) {
    const auto s = equal.number[i];
    found.leader[i] = s < 0 ? static_cast<Index>(i) : leader[at(s)];
  }
}

}  // namespace

Duplicates duplicates(const SetsView& sets, std::span<const Index> order, double min_overlap,
                      const base::Run& run) {
  EqualSets equal;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    check(sets, order, min_overlap, checkpoint);
    equal = equal_sets(sets, checkpoint);
  });
  const auto partners = join(rank(sets, equal, run), min_overlap, run);
  Duplicates found;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    write_pairs(sets, equal, partners, found, checkpoint);
    lead_groups(equal, partners, order, found, checkpoint);
  });
  return found;
}

}  // namespace broadsheet::similarity
