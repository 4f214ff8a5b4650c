// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/exhaustive_pairs.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/accumulator.hpp"
#include "broadsheet/similarity/cutoff.hpp"

namespace broadsheet::similarity {
namespace {

struct Partner {
  Index j;
  double similarity;
};

template <class T>
void append_pairs_of_row(const sparse::CsrView<T>& x, Index i, bool self_join,
                         const std::vector<Tile<T>>& tiles, const PairFilter& filter,
                         const TimeKernel& kernel, double min_similarity, double cutoff,
                         Accumulator<T>& accumulator, std::vector<Partner>& partners, Pairs& found,
                         base::Checkpoint& checkpoint) {
  for (const auto& tile : tiles) {
    const auto first = self_join ? std::max<Index>(0, i + 1 - tile.first_row) : 0;
    if (first >= tile.n_rows) continue;
    partners.clear();
    accumulator.score(x.row(i), tile, first, checkpoint);
    const bool ordered = accumulator.drain(cutoff, [&](Index row, double sum) {
      // The kernel is at most 1: what falls short without it needs no exp().
      const auto score = static_cast<double>(static_cast<T>(sum));
      if (!(score >= min_similarity)) return;
      const auto j = tile.first_row + row;
      if (!filter.allows(i, j)) return;
      const auto similarity = score * kernel(i, j);
      if (similarity >= min_similarity) partners.push_back({j, similarity});
    });
    if (!ordered) {
      std::sort(partners.begin(), partners.end(),
                [](const Partner& a, const Partner& b) { return a.j < b.j; });
    }
    for (const auto& partner : partners) {
      found.i.push_back(i);
      found.j.push_back(partner.j);
      found.similarity.push_back(partner.similarity);
    }
  }
}

// Takes each piece's part as it is appended, so that the result is held little more than once.
Pairs join_parts(std::vector<Pairs>& parts, const base::Run& run) {
  std::size_t size = 0;
  for (const auto& part : parts) size += part.size();
  Pairs result;
  result.i.reserve(size);
  result.j.reserve(size);
  result.similarity.reserve(size);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (auto& part : parts) {
      checkpoint();
      result.i.insert(result.i.end(), part.i.begin(), part.i.end());
      result.j.insert(result.j.end(), part.j.begin(), part.j.end());
      result.similarity.insert(result.similarity.end(), part.similarity.begin(),
                               part.similarity.end());
      part = {};
    }
  });
  return result;
}

}  // namespace

template <class T>
Pairs exhaustive_pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                       const PairsOptions& options, const base::Run& run) {
  const bool self_join = y_or_self == nullptr;
  const auto& y = self_join ? x : *y_or_self;
  const TimeKernel kernel(options.timestamps, options.time_scale);
  // What rounds to 0 is still above it.
  const auto least =
      std::max(static_cast<T>(options.min_similarity), std::numeric_limits<T>::denorm_min());

  const auto tiles = inverted_index(y, options.tile_rows, run);
  std::vector<Index> rows(static_cast<std::size_t>(x.n_rows()));
  std::iota(rows.begin(), rows.end(), 0);
  const auto ends = cut_rows(work_of_rows(x, y, rows, run), options.piece_work);
  std::vector<Pairs> parts(ends.size() - 1);
  const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), parts.size());
  std::vector<Accumulator<T>> accumulators(n_threads,
                                           Accumulator<T>(std::min(options.tile_rows, y.n_rows())));
  std::vector<std::vector<Partner>> partners(n_threads);

  base::parallel_for(static_cast<std::int64_t>(parts.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto piece = static_cast<std::size_t>(p);
                       const auto thread = static_cast<std::size_t>(checkpoint.thread());
                       for (Index i = ends[piece]; i < ends[piece + 1]; ++i) {
                         append_pairs_of_row(x, i, self_join, tiles, options.filter, kernel,
                                             static_cast<double>(least), cutoff_of(least),
                                             accumulators[thread], partners[thread], parts[piece],
                                             checkpoint);
                       }
                     });
  return join_parts(parts, run);
}

template Pairs exhaustive_pairs(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                                const PairsOptions&, const base::Run&);
template Pairs exhaustive_pairs(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                                const PairsOptions&, const base::Run&);

}  // namespace broadsheet::similarity
