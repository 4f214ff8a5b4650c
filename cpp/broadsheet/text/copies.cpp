// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/copies.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

namespace broadsheet::text {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// One sentence that an article shares with the next article that has it.
struct Share {
  Index partner;
  std::size_t length;
};

// Calls f(a, b, length) for every sentence and every two neighbours a < b in its articles.
template <class F>
void for_neighbours(const Recurring& recurring, base::Checkpoint& checkpoint, F&& f) {
  for (const auto& segment : recurring.segments) {
    checkpoint();
    if (!segment.is_sentence) continue;
    const auto occurrences = recurring.of(segment);
    for (std::size_t o = 1; o < occurrences.size(); ++o) {
      const auto a = occurrences[o - 1].article;
      const auto b = occurrences[o].article;
      if (a != b) f(a, b, segment.length);
    }
  }
}

// The shares of each article with later ones: those of article a are [starts[a], starts[a + 1]).
struct Shares {
  std::vector<std::size_t> starts;
  std::vector<Share> entries;

  [[nodiscard]] std::span<Share> of(std::size_t a) {
    return std::span(entries).subspan(starts[a], starts[a + 1] - starts[a]);
  }
};

Shares collect_shares(const Recurring& recurring, base::Checkpoint& checkpoint) {
  Shares shares;
  shares.starts.resize(recurring.lengths.size() + 1);
  for_neighbours(recurring, checkpoint,
                 [&](Index a, Index, std::size_t) { ++shares.starts[at(a) + 1]; });
  std::partial_sum(shares.starts.begin(), shares.starts.end(), shares.starts.begin());
  shares.entries.resize(shares.starts.back());
  auto next = shares.starts;
  for_neighbours(recurring, checkpoint, [&](Index a, Index b, std::size_t length) {
    shares.entries[next[at(a)]++] = {b, length};
  });
  return shares;
}

// Do the sentences shared make two articles copies, the shorter of which is `shorter` long?
bool are_copies(std::span<const Share> shared, std::size_t shorter) {
  std::size_t total = 0;
  std::size_t longest = 0;
  for (const auto& share : shared) {
    total += share.length;
    longest = std::max(longest, share.length);
  }
  return 2 * (total - longest) >= shorter - longest;
}

// The partners among `mine`, the shares of article `a`, that are its copies. Sorts `mine`.
std::vector<Index> copies_of(std::size_t a, std::span<Share> mine, const Recurring& recurring) {
  std::sort(mine.begin(), mine.end(),
            [](const Share& x, const Share& y) { return x.partner < y.partner; });
  std::vector<Index> copies;
  for (std::size_t i = 0, j = 0; i < mine.size(); i = j) {
    const auto partner = mine[i].partner;
    while (j < mine.size() && mine[j].partner == partner) ++j;
    const auto shorter = std::min(recurring.lengths[a], recurring.lengths[at(partner)]);
    if (are_copies(mine.subspan(i, j - i), shorter)) copies.push_back(partner);
  }
  return copies;
}

class Groups {
 public:
  explicit Groups(std::size_t n) : parent_(n) {
    std::iota(parent_.begin(), parent_.end(), Index{0});
  }

  Index find(Index i) {
    while (parent_[at(i)] != i) i = parent_[at(i)] = parent_[at(parent_[at(i)])];
    return i;
  }

  void join(Index a, Index b) {
    a = find(a);
    b = find(b);
    parent_[at(std::max(a, b))] = std::min(a, b);
  }

 private:
  std::vector<Index> parent_;
};

}  // namespace

std::vector<Index> group_copies(const Recurring& recurring, const base::Run& run) {
  Shares shares;
  // One piece on this thread: serial, but it can be stopped.
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    shares = collect_shares(recurring, checkpoint);
  });

  const auto n_articles = recurring.lengths.size();
  constexpr std::size_t piece_size = 4096;
  const auto n_pieces = (n_articles + piece_size - 1) / piece_size;
  std::vector<std::vector<std::pair<std::size_t, Index>>> copies(n_pieces);
  base::parallel_for(static_cast<std::int64_t>(n_pieces), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto piece = static_cast<std::size_t>(p);
                       const auto begin = piece * piece_size;
                       for (auto a = begin; a < std::min(begin + piece_size, n_articles); ++a) {
                         checkpoint();
                         for (const auto b : copies_of(a, shares.of(a), recurring))
                           copies[piece].emplace_back(a, b);
                       }
                     });

  Groups groups(n_articles);
  for (const auto& pairs : copies) {
    for (const auto& [a, b] : pairs) groups.join(static_cast<Index>(a), b);
  }
  std::vector<Index> result(n_articles);
  for (std::size_t a = 0; a < n_articles; ++a) result[a] = groups.find(static_cast<Index>(a));
  return result;
}

}  // namespace broadsheet::text
