// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/similarity/block_accumulator.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Goes over all pairs of rows that share a term, in blocks of sixteen rows against all behind.
///
/// @param x       rows of length 1 (to 0.001), or zero.
/// @param kernel  with the rows' timestamps.
/// @param run     the monitor hears blocks.
/// @param begin   `begin(thread, first, last)` before the pairs of rows [first, last); blocks may
///                run at the same time, on different threads.
/// @param take    `take(thread, i, j, similarity)` for each pair i < j whose cosine is above 0: the
///                canonical dot product rounded to T, times the time kernel.
/// @param end     `end(thread, first, last)` after them.
///
/// O(sum over terms of df^2 / 2).
template <class T, class Begin, class Take, class End>
void for_each_similar_pair(const sparse::CsrView<T>& x, const similarity::TimeKernel& kernel,
                           const base::Run& run, Begin&& begin, Take&& take, End&& end) {
  using Accumulator = similarity::BlockAccumulator<T>;
  const auto n = x.n_rows();
  base::Share indexing(run, 0, 10);
  base::Share scoring(run, 10, base::Share::whole);
  const auto tiles = similarity::inverted_index(x, Accumulator::tile_rows, indexing.run());
  std::vector<Accumulator> accumulators(static_cast<std::size_t>(run.n_threads),
                                        Accumulator(std::min(Accumulator::tile_rows, n)));
  base::parallel_for(
      (std::int64_t{n} + Accumulator::n_lanes - 1) / Accumulator::n_lanes, scoring.run(),
      [&](std::int64_t block, base::Checkpoint& checkpoint) {
        const auto thread = checkpoint.thread();
        auto& accumulator = accumulators[static_cast<std::size_t>(thread)];
        const auto first = static_cast<Index>(block * Accumulator::n_lanes);
        const auto last =
            static_cast<Index>(std::min<std::int64_t>(n, first + Accumulator::n_lanes));
        begin(thread, first, last);
        accumulator.take_rows(x, first, last);
        for (const auto& tile : tiles) {
          const auto from = std::max<Index>(0, first + 1 - tile.first_row);
          if (from >= tile.n_rows) continue;
          accumulator.score(tile, from, checkpoint, [&](Index lane, Index row, double sum) {
            const auto i = first + lane;
            const auto j = tile.first_row + row;
            if (j <= i) return;
            take(thread, i, j, to_fixed(static_cast<double>(static_cast<T>(sum)) * kernel(i, j)));
          });
        }
        end(thread, first, last);
      });
}

}  // namespace broadsheet::clustering
