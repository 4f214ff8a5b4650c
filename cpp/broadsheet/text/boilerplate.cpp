// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/boilerplate.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/text/copies.hpp"
#include "broadsheet/text/pieces.hpp"
#include "broadsheet/text/recurring.hpp"
#include "broadsheet/text/removal.hpp"

namespace broadsheet::text {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// How many of the articles that `occurrences` names are no copies of each other?
std::size_t count_groups(std::span<const Occurrence> occurrences, std::span<const Index> group_of) {
  std::vector<Index> groups;
  Index previous = -1;
  for (const auto& occurrence : occurrences) {
    if (occurrence.article != previous) groups.push_back(group_of[at(occurrence.article)]);
    previous = occurrence.article;
  }
  std::sort(groups.begin(), groups.end());
  return static_cast<std::size_t>(std::unique(groups.begin(), groups.end()) - groups.begin());
}

// For each recurring segment, whether it is boilerplate.
std::vector<std::uint8_t> judge(const Recurring& recurring, std::span<const Index> group_of,
                                std::size_t min_articles, const base::Run& run) {
  constexpr std::size_t piece_size = 1024;
  const auto n = recurring.segments.size();
  std::vector<std::uint8_t> verdicts(n);
  base::parallel_for(static_cast<std::int64_t>((n + piece_size - 1) / piece_size), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto begin = static_cast<std::size_t>(p) * piece_size;
                       for (auto s = begin; s < std::min(begin + piece_size, n); ++s) {
                         checkpoint();
                         const auto occurrences = recurring.of(recurring.segments[s]);
                         verdicts[s] = occurrences.size() >= min_articles &&
                                       count_groups(occurrences, group_of) >= min_articles;
                       }
                     });
  return verdicts;
}

// The occurrences of boilerplate, article by article: those of i are [starts[i], starts[i + 1]),
// by position; a line before the sentence that it begins with.
struct Candidates {
  std::vector<std::size_t> starts;
  std::vector<Removal> entries;

  [[nodiscard]] std::span<Removal> of(std::size_t i) {
    return std::span(entries).subspan(starts[i], starts[i + 1] - starts[i]);
  }
};

Candidates by_article(const Recurring& recurring, std::span<const std::uint8_t> verdicts,
                      std::size_t n_articles, base::Checkpoint& checkpoint) {
  Candidates candidates;
  candidates.starts.resize(n_articles + 1);
  const auto for_each = [&](auto&& f) {
    for (std::size_t s = 0; s < verdicts.size(); ++s) {
      checkpoint();
      if (verdicts[s] == 0) continue;
      for (const auto& o : recurring.of(recurring.segments[s])) f(s, o);
    }
  };
  for_each([&](std::size_t, const Occurrence& o) { ++candidates.starts[at(o.article) + 1]; });
  std::partial_sum(candidates.starts.begin(), candidates.starts.end(), candidates.starts.begin());
  candidates.entries.resize(candidates.starts.back());
  auto next = candidates.starts;
  for_each([&](std::size_t s, const Occurrence& o) {
    candidates.entries[next[at(o.article)]++] = {o.range, s};
  });
  return candidates;
}

// What one piece of articles keeps and loses; `n_kept` and `n_removed` are per article.
struct Piece {
  std::vector<Range> kept;
  std::vector<Removal> removed;
  std::vector<std::size_t> n_kept;
  std::vector<std::size_t> n_removed;
};

Piece remove_from(Range articles, std::span<const View> texts, Candidates& candidates,
                  base::Checkpoint& checkpoint) {
  Piece piece;
  Segments segments;
  for (auto a = articles.begin; a < articles.end; ++a) {
    checkpoint();
    const auto n_kept = piece.kept.size();
    const auto n_removed = piece.removed.size();
    const auto mine = candidates.of(a);
    if (mine.empty()) {
      if (texts[a].length > 0) piece.kept.push_back({0, texts[a].length});
    } else {
      std::sort(mine.begin(), mine.end(), [](const Removal& x, const Removal& y) {
        return std::pair(x.range.begin, y.range.end) < std::pair(y.range.begin, x.range.end);
      });
      cut(texts[a], checkpoint, segments);
      remove(segments, texts[a].length, mine, piece.kept, piece.removed);
    }
    piece.n_kept.push_back(piece.kept.size() - n_kept);
    piece.n_removed.push_back(piece.removed.size() - n_removed);
  }
  return piece;
}

// Counts what was really taken out (a sentence may only ever stand in lines that go as a whole),
// lists it in the order of recurring segments, and numbers removals by that list.
void list_segments(const Recurring& recurring, Boilerplate& result) {
  struct Count {
    Index n_articles = 0;
    Offset n_occurrences = 0;
    Index last_article = -1;
    Occurrence first;
  };
  std::vector<Count> counts(recurring.segments.size());
  for (std::size_t a = 0; a + 1 < result.removed_indptr.size(); ++a) {
    const auto article = static_cast<Index>(a);
    for (auto r = result.removed_indptr[a]; r < result.removed_indptr[a + 1]; ++r) {
      const auto& removal = result.removed[static_cast<std::size_t>(r)];
      auto& count = counts[removal.segment];
      if (count.n_occurrences++ == 0) count.first = {article, removal.range};
      if (count.last_article != article) ++count.n_articles;
      count.last_article = article;
    }
  }
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < counts.size(); ++s) {
    if (counts[s].n_occurrences > 0) order.push_back(s);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t s, std::size_t t) {
    const auto& x = counts[s].first;
    const auto& y = counts[t].first;
    return std::pair(x.article, x.range.begin) < std::pair(y.article, y.range.begin);
  });
  std::vector<std::size_t> numbers(counts.size());
  for (const auto s : order) {
    numbers[s] = result.segments.size();
    const auto& count = counts[s];
    result.segments.push_back({recurring.segments[s].source, count.first.article, count.first.range,
                               count.n_articles, count.n_occurrences});
  }
  for (auto& removal : result.removed) removal.segment = numbers[removal.segment];
}

}  // namespace

Boilerplate find_boilerplate(std::span<const View> texts, std::span<const Index> sources,
                             const BoilerplateOptions& options, const base::Run& run,
                             const Fingerprints& fingerprints) {
  if (options.min_articles < 2) {
    throw std::invalid_argument("min_articles must be at least 2, got " +
                                std::to_string(options.min_articles));
  }
  const auto recurring = find_recurring(texts, sources, fingerprints, run);
  const auto group_of = group_copies(recurring, run);
  const auto verdicts = judge(recurring, group_of, at(options.min_articles), run);
  Candidates candidates;
  // One piece on this thread: serial, but it can be stopped.
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    candidates = by_article(recurring, verdicts, texts.size(), checkpoint);
  });

  const auto ranges = cut_pieces(texts);
  std::vector<Piece> pieces(ranges.size());
  base::parallel_for(std::ssize(pieces), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
    const auto i = static_cast<std::size_t>(p);
    pieces[i] = remove_from(ranges[i], texts, candidates, checkpoint);
  });

  Boilerplate result;
  for (const auto& piece : pieces) {
    result.kept.insert(result.kept.end(), piece.kept.begin(), piece.kept.end());
    result.removed.insert(result.removed.end(), piece.removed.begin(), piece.removed.end());
    for (const auto n : piece.n_kept) {
      result.kept_indptr.push_back(result.kept_indptr.back() + static_cast<Offset>(n));
    }
    for (const auto n : piece.n_removed) {
      result.removed_indptr.push_back(result.removed_indptr.back() + static_cast<Offset>(n));
    }
  }
  list_segments(recurring, result);
  return result;
}

}  // namespace broadsheet::text
