// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/similarity_triangle.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/similarity/block_accumulator.hpp"
#include "broadsheet/similarity/inverted_index.hpp"

namespace broadsheet::clustering {

SimilarityTriangle::SimilarityTriangle(Index n_points) {
  begin_.reserve(static_cast<std::size_t>(n_points));
  Offset end = 0;
  for (Index i = 0; i < n_points; ++i) {
    begin_.push_back(end - i - 1);
    end += n_points - 1 - i;
  }
  values_.resize(static_cast<std::size_t>(end));
}

template <class T>
SimilarityTriangle similarity_triangle(const Points<T>& points,
                                       const similarity::TimeKernel& kernel, const base::Run& run) {
  using Accumulator = similarity::BlockAccumulator<T>;
  const auto& x = points.vectors;
  const auto n = x.n_rows();
  SimilarityTriangle triangle(n);
  base::Share indexing(run, 0, 10);
  base::Share scoring(run, 10, base::Share::whole);
  const auto tiles = similarity::inverted_index(x, Accumulator::tile_rows, indexing.run());
  std::vector<Accumulator> accumulators(static_cast<std::size_t>(run.n_threads),
                                        Accumulator(std::min(Accumulator::tile_rows, n)));
  base::parallel_for(
      (std::int64_t{n} + Accumulator::n_lanes - 1) / Accumulator::n_lanes, scoring.run(),
      [&](std::int64_t block, base::Checkpoint& checkpoint) {
        auto& accumulator = accumulators[static_cast<std::size_t>(checkpoint.thread())];
        const auto first = static_cast<Index>(block * Accumulator::n_lanes);
        const auto last =
            static_cast<Index>(std::min<std::int64_t>(n, first + Accumulator::n_lanes));
        for (auto i = first; i < last; ++i) std::ranges::fill(triangle.behind(i), std::uint64_t{0});
        accumulator.take_rows(x, first, last);
        for (const auto& tile : tiles) {
          const auto from = std::max<Index>(0, first + 1 - tile.first_row);
          if (from >= tile.n_rows) continue;
          accumulator.score(tile, from, checkpoint, [&](Index lane, Index row, double sum) {
            const auto i = first + lane;
            const auto j = tile.first_row + row;
            if (j <= i) return;
            const auto similarity = static_cast<double>(static_cast<T>(sum)) * kernel(i, j);
            triangle(i, j) = static_cast<std::uint64_t>(to_fixed(similarity));
          });
        }
      });
  return triangle;
}

template SimilarityTriangle similarity_triangle(const Points<float>&, const similarity::TimeKernel&,
                                                const base::Run&);
template SimilarityTriangle similarity_triangle(const Points<double>&,
                                                const similarity::TimeKernel&, const base::Run&);

}  // namespace broadsheet::clustering
