// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/constrained_stories.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/dendrogram.hpp"
#include "broadsheet/clustering/disjoint_sets.hpp"
#include "broadsheet/clustering/nearest_neighbour_chain.hpp"
#include "broadsheet/clustering/similar_pairs.hpp"
#include "broadsheet/clustering/unit_row_check.hpp"

namespace broadsheet::clustering {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

void require_rows(std::span<const Index> a, std::span<const Index> b, Index n, const char* kind) {
  if (a.size() != b.size()) {
    throw std::invalid_argument(std::string("the two arrays of ") + kind +
                                " pairs must be equally long");
  }
  for (std::size_t p = 0; p < a.size(); ++p) {
    if (std::min(a[p], b[p]) < 0 || std::max(a[p], b[p]) >= n) {
      throw std::invalid_argument(std::string(kind) + " pair " + std::to_string(p) +
                                  " is of articles " + std::to_string(a[p]) + " and " +
                                  std::to_string(b[p]) + ", but there are " + std::to_string(n));
    }
  }
}

void require_shapes(Index n, std::span<const Index> labels, const Constraints& constraints,
                    const ConstrainedOptions& options) {
  if (labels.size() != at(n)) {
    throw std::invalid_argument("labels has " + std::to_string(labels.size()) +
                                " entries, but X has " + std::to_string(n) + " rows");
  }
  if (!options.timestamps.empty() && options.timestamps.size() != at(n)) {
    throw std::invalid_argument("timestamps has " + std::to_string(options.timestamps.size()) +
                                " entries, but X has " + std::to_string(n) + " rows");
  }
  require_rows(constraints.must_a, constraints.must_b, n, "must-link");
  require_rows(constraints.cannot_a, constraints.cannot_b, n, "cannot-link");
}

// The largest nodes of the trees that hold no article of `parted`, as sets of articles.
DisjointSets free_nodes(Index n, const MergesView& merges, const std::vector<bool>& parted,
                        std::span<const Index> story) {
  static_cast<void>(dendrogram(n, merges));  // holds them to be trees
  constexpr Index none = -1;
  DisjointSets sets(n);
  std::vector<Index> one(at(n) + merges.a.size());   // an article of each node
  std::vector<Index> free(at(n) + merges.a.size());  // an article of each node that is free
  for (Index i = 0; i < n; ++i) {
    one[at(i)] = i;
    free[at(i)] = parted[at(i)] ? none : i;
  }
  for (std::size_t m = 0; m < merges.a.size(); ++m) {
    const auto a = at(merges.a[m]);
    const auto b = at(merges.b[m]);
    if (story[at(one[a])] != story[at(one[b])]) {
      throw std::invalid_argument("merge " + std::to_string(m) + " is of articles of two stories");
    }
    const bool is_free = free[a] != none && free[b] != none;
    one[at(n) + m] = one[a];
    free[at(n) + m] = is_free ? sets.join(free[a], free[b]).first : none;
  }
  return sets;
}

// The rows of a story by themselves, group by group.
template <class T>
struct Parts {
  sparse::Csr<T> x;
  std::vector<similarity::Timestamp> timestamps;
  std::vector<Index> group_of;  // by row, ascending: so pairs of a group's rows lie side by side
  std::vector<Index> first;     // by group: an article, ascending
  std::vector<Index> weight;    // by group: its articles
};

template <class T>
Parts<T> parts_of(const sparse::CsrView<T>& x, const std::vector<Index>& rows,
                  const ConstrainedOptions& options, DisjointSets& groups,
                  std::vector<Index>& number_of, base::Checkpoint& checkpoint) {
  Parts<T> parts;
  std::vector<std::vector<Index>> members;  // by group
  for (const auto i : rows) {
    checkpoint();
    const auto group = groups.of(i);  // its first article, which comes first here too
    if (group == i) {
      number_of[at(i)] = static_cast<Index>(members.size());
      members.emplace_back();
    }
    members[at(number_of[at(group)])].push_back(i);
  }
  parts.x.n_cols = x.n_cols;
  for (const auto& group : members) {
    const auto number = static_cast<Index>(parts.first.size());
    parts.first.push_back(group.front());
    parts.weight.push_back(static_cast<Index>(group.size()));
    for (const auto i : group) {
      checkpoint();
      const auto row = x.row(i);
      parts.x.indices.insert(parts.x.indices.end(), row.columns.begin(), row.columns.end());
      parts.x.values.insert(parts.x.values.end(), row.values.begin(), row.values.end());
      parts.x.indptr.push_back(static_cast<Offset>(parts.x.indices.size()));
      if (!options.timestamps.empty()) parts.timestamps.push_back(options.timestamps[at(i)]);
      parts.group_of.push_back(number);
    }
  }
  return parts;
}

template <class T>
void require_divisible(const Parts<T>& parts, const ConstrainedOptions& options) {
  const std::string start = "a cannot-link is in a story of ";
  if (static_cast<std::int64_t>(parts.group_of.size()) > most_summed_articles) {
    throw std::invalid_argument(start + std::to_string(parts.group_of.size()) +
                                " articles, too many to be divided (at most " +
                                std::to_string(most_summed_articles) +
                                "); raise min_similarity for smaller stories");
  }
  if (parts.first.size() > at(options.most_groups)) {
    throw std::invalid_argument(
        start + std::to_string(parts.first.size()) + " groups, too many to be divided (at most " +
        std::to_string(options.most_groups) + "); take a linkage by name, whose tree tells groups");
  }
}

// The sums of similarities across all pairs of groups.
template <class T>
SimilarityTriangle sums_across(const Parts<T>& parts, double time_scale, const base::Run& run) {
  const auto n_groups = static_cast<Index>(parts.first.size());
  SimilarityTriangle sums(n_groups);
  base::Share clearing(run, 0, 50);
  base::Share scoring(run, 50, base::Share::whole);
  base::parallel_for(n_groups, clearing.run(), [&](std::int64_t group, base::Checkpoint&) {
    std::ranges::fill(sums.behind(static_cast<Index>(group)), std::uint64_t{0});
  });
  // Of the groups that the rows of a block are of, by other group. Sums of whole numbers: the order
  // of blocks does not matter.
  std::vector<std::vector<std::uint64_t>> block_sums(static_cast<std::size_t>(run.n_threads));
  std::vector<Index> first_group(block_sums.size());
  std::mutex adding;
  for_each_similar_pair(
      parts.x.view(), similarity::TimeKernel(parts.timestamps, time_scale), scoring.run(),
      [&](int thread, Index first, Index last) {
        const auto t = static_cast<std::size_t>(thread);
        first_group[t] = parts.group_of[at(first)];
        const auto n_here = at(parts.group_of[at(last - 1)] - first_group[t]) + 1;
        block_sums[t].assign(n_here * at(n_groups), 0);
      },
      [&](int thread, Index i, Index j, FixedPoint similarity) {
        const auto t = static_cast<std::size_t>(thread);
        const auto here = at(parts.group_of[at(i)] - first_group[t]);
        block_sums[t][here * at(n_groups) + at(parts.group_of[at(j)])] +=
            static_cast<std::uint64_t>(similarity);
      },
      [&](int thread, Index, Index last) {
        const auto t = static_cast<std::size_t>(thread);
        const std::scoped_lock lock(adding);
        for (auto here = first_group[t]; here <= parts.group_of[at(last - 1)]; ++here) {
          const auto* const row = block_sums[t].data() + at(here - first_group[t]) * at(n_groups);
          for (auto there = here + 1; there < n_groups; ++there) {
            sums(here, there) += row[at(there)];
          }
        }
      });
  return sums;
}

struct Pair {
  Index a;
  Index b;
};

// What constraints say of stories, before any is divided.
struct Joined {
  std::vector<Index> story_of;              // by article: the name of its joined story
  std::vector<std::vector<Pair>> pairs_in;  // cannot-links inside a story, by its name
  std::vector<std::vector<Index>> rows_of;  // ascending; of stories that hold a cannot-link
  std::vector<Index> to_divide;             // these stories, ascending
  std::vector<bool> parted;                 // by article: whether it is tied to one of a pair
};

Joined join_stories(const Labels& before, const Constraints& constraints) {
  const auto n = static_cast<Index>(before.of.size());
  DisjointSets stories(n);
  DisjointSets tied(n);  // by must-links
  std::vector<Index> first(at(before.n_clusters), -1);
  for (Index i = 0; i < n; ++i) {
    auto& article = first[at(before.of[at(i)])];
    if (article < 0) article = i;
    stories.join(article, i);
  }
  for (std::size_t p = 0; p < constraints.must_a.size(); ++p) {
    stories.join(constraints.must_a[p], constraints.must_b[p]);
    tied.join(constraints.must_a[p], constraints.must_b[p]);
  }
  Joined joined{.story_of = std::vector<Index>(at(n)),
                .pairs_in = std::vector<std::vector<Pair>>(at(n)),
                .rows_of = std::vector<std::vector<Index>>(at(n)),
                .to_divide = {},
                .parted = std::vector<bool>(at(n))};
  std::vector<bool> is_parted(at(n));  // by what is tied
  for (std::size_t p = 0; p < constraints.cannot_a.size(); ++p) {
    const Pair pair{constraints.cannot_a[p], constraints.cannot_b[p]};
    if (tied.of(pair.a) == tied.of(pair.b)) {
      throw std::invalid_argument("cannot-link pair " + std::to_string(p) + " parts articles " +
                                  std::to_string(pair.a) + " and " + std::to_string(pair.b) +
                                  ", which must-links tie together");
    }
    if (stories.of(pair.a) != stories.of(pair.b)) continue;
    joined.pairs_in[at(stories.of(pair.a))].push_back(pair);
    is_parted[at(tied.of(pair.a))] = is_parted[at(tied.of(pair.b))] = true;
  }
  for (Index i = 0; i < n; ++i) {
    const auto story = stories.of(i);
    joined.story_of[at(i)] = story;
    joined.parted[at(i)] = is_parted[at(tied.of(i))];
    if (joined.pairs_in[at(story)].empty()) continue;
    if (story == i) joined.to_divide.push_back(story);
    joined.rows_of[at(story)].push_back(i);
  }
  return joined;
}

}  // namespace

template <class T>
Labels constrained_stories(const sparse::CsrView<T>& x, std::span<const Index> labels,
                           const MergesView& merges, const Constraints& constraints,
                           const ConstrainedOptions& options, const base::Run& run) {
  const auto n = x.n_rows();
  require_shapes(n, labels, constraints, options);
  static_cast<void>(similarity::TimeKernel(options.timestamps, options.time_scale));
  base::Share reading(run, 0, 10);
  require_unit_rows(x, Negative::taken, reading.run());
  const auto before = canonical_labels(labels);
  auto joined = join_stories(before, constraints);
  auto groups = free_nodes(n, merges, joined.parted, before.of);
  for (std::size_t p = 0; p < constraints.must_a.size(); ++p) {
    groups.join(constraints.must_a[p], constraints.must_b[p]);
  }
  std::vector<Index> number_of(at(n));  // of groups, by their first articles
  const auto n_stories = static_cast<std::int64_t>(joined.to_divide.size());
  for (std::int64_t s = 0; s < n_stories; ++s) {
    const auto story = at(joined.to_divide[static_cast<std::size_t>(s)]);
    const auto& rows = joined.rows_of[story];
    const auto from = 10 + 990 * s / n_stories;
    const auto to = 10 + 990 * (s + 1) / n_stories;
    base::Share gathering(run, from, from);
    base::Share summing(run, from, from + (to - from) * 9 / 10);
    base::Share merging(run, from + (to - from) * 9 / 10, to);
    Parts<T> parts;
    base::parallel_for(1, gathering.run(), [&](std::int64_t, base::Checkpoint& checkpoint) {
      parts = parts_of(x, rows, options, groups, number_of, checkpoint);
    });
    require_divisible(parts, options);
    auto sums = sums_across(parts, options.time_scale, summing.run());
    for (const auto& [a, b] : joined.pairs_in[story]) {
      const auto [low, high] =
          std::minmax({number_of[at(groups.of(a))], number_of[at(groups.of(b))]});
      sums(low, high) = barred;
    }
    for (const auto& merge : constrained_average_link(sums, parts.weight, merging.run())) {
      groups.join(parts.first[at(merge.low)], parts.first[at(merge.high)]);
    }
    for (const auto i : rows) joined.story_of[at(i)] = groups.of(i);
  }
  return canonical_labels(joined.story_of);
}

template Labels constrained_stories(const sparse::CsrView<float>&, std::span<const Index>,
                                    const MergesView&, const Constraints&,
                                    const ConstrainedOptions&, const base::Run&);
template Labels constrained_stories(const sparse::CsrView<double>&, std::span<const Index>,
                                    const MergesView&, const Constraints&,
                                    const ConstrainedOptions&, const base::Run&);

}  // namespace broadsheet::clustering
