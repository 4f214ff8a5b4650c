// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/exhaustive_pairs.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/accumulator.hpp"
#include "broadsheet/similarity/cutoff.hpp"
#include "broadsheet/similarity/pieces.hpp"

namespace broadsheet::similarity {

template <class T>
void exhaustive_pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                      const PairsOptions& options, const DocumentFrequencies& of_y,
                      const IndexRuns<T>& index, Range rows, PairParts& found,
                      const base::Run& run) {
  const bool self_join = y_or_self == nullptr;
  const auto& y = self_join ? x : *y_or_self;
  const TimeKernel kernel(options.timestamps, options.time_scale);
  // What rounds to 0 is still above it.
  const auto least =
      std::max(static_cast<T>(options.min_similarity), std::numeric_limits<T>::denorm_min());
  const auto cutoff = cutoff_of(least);
  const auto min_similarity = static_cast<double>(least);

  std::vector<Index> numbers(static_cast<std::size_t>(rows.size()));
  std::iota(numbers.begin(), numbers.end(), rows.first);
  const auto ends = cut_rows(work_of_rows(x, numbers, of_y, y.n_rows(), run), options.piece_work);
  const auto n_pieces = static_cast<std::int64_t>(ends.size()) - 1;
  const auto n_threads = std::min(run.n_threads, index.n_threads());
  std::vector<Accumulator<T>> accumulators(static_cast<std::size_t>(n_threads),
                                           Accumulator<T>(std::min(index.tile_rows(), y.n_rows())));

  const auto begin = self_join ? rows.first : 0;
  base::BetweenLoops between;
  for (auto first = begin; first < y.n_rows();) {
    const auto last = index.end(first);
    const auto share = [&](Index j) {
      return base::Share::whole * (j - begin) / (y.n_rows() - begin);
    };
    base::Share indexing(run, share(first), share(first));
    base::Share scoring(run, share(first), share(last));
    const auto tiles = index.tiles(first, last, indexing.run());
    base::parallel_for(
        n_pieces, {n_threads, scoring.run().monitor},
        [&](std::int64_t p, base::Checkpoint& checkpoint) {
          const auto thread = static_cast<std::size_t>(checkpoint.thread());
          auto& accumulator = accumulators[thread];
          const auto piece = static_cast<std::size_t>(p);
          for (auto i = rows.first + ends[piece]; i < rows.first + ends[piece + 1]; ++i) {
            for (const auto& tile : tiles) {
              const auto from = self_join ? std::max<Index>(0, i + 1 - tile.first_row) : Index{0};
              if (from >= tile.n_rows) continue;
              accumulator.score(x.row(i), tile, from, checkpoint);
              accumulator.drain(cutoff, [&](Index row, double sum) {
                // The kernel is at most 1: what falls short without it needs no exp().
                const auto score = static_cast<double>(static_cast<T>(sum));
                if (!(score >= min_similarity)) return;
                const auto j = tile.first_row + row;
                if (!options.filter.allows(i, j)) return;
                const auto similarity = score * kernel(i, j);
                if (similarity >= min_similarity) found.add(thread, {i, j, similarity});
              });
            }
          }
        });
    first = last;
    between(run, share(last), base::Share::whole);
  }
}

template void exhaustive_pairs(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                               const PairsOptions&, const DocumentFrequencies&,
                               const IndexRuns<float>&, Range, PairParts&, const base::Run&);
template void exhaustive_pairs(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                               const PairsOptions&, const DocumentFrequencies&,
                               const IndexRuns<double>&, Range, PairParts&, const base::Run&);

}  // namespace broadsheet::similarity
