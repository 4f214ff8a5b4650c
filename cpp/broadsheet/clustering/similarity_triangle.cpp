// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/similarity_triangle.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/similarity/accumulator.hpp"
#include "broadsheet/similarity/document_frequencies.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/pieces.hpp"

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
  const auto& x = points.vectors;
  const auto n = x.n_rows();
  const auto tiles = similarity::inverted_index(x, similarity::default_tile_rows, run);
  const similarity::DocumentFrequencies of_x(x, run);
  std::vector<Index> numbers(static_cast<std::size_t>(n));
  std::iota(numbers.begin(), numbers.end(), Index{0});
  const auto ends = similarity::cut_rows(similarity::work_of_rows(x, numbers, of_x, n, run),
                                         similarity::default_piece_work);
  std::vector<similarity::Accumulator<T>> accumulators(
      static_cast<std::size_t>(run.n_threads),
      similarity::Accumulator<T>(std::min(similarity::default_tile_rows, n)));

  SimilarityTriangle triangle(n);
  constexpr auto above_zero = std::numeric_limits<double>::denorm_min();
  base::parallel_for(
      static_cast<std::int64_t>(ends.size()) - 1, run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        auto& accumulator = accumulators[static_cast<std::size_t>(checkpoint.thread())];
        const auto piece = static_cast<std::size_t>(p);
        for (auto i = ends[piece]; i < ends[piece + 1]; ++i) {
          std::ranges::fill(triangle.behind(i), std::uint64_t{0});
          for (const auto& tile : tiles) {
            const auto from = std::max<Index>(0, i + 1 - tile.first_row);
            if (from >= tile.n_rows) continue;
            accumulator.score(x.row(i), tile, from, checkpoint);
            accumulator.drain(above_zero, [&](Index row, double sum) {
              const auto j = static_cast<Index>(tile.first_row + row);
              const auto similarity = static_cast<double>(static_cast<T>(sum)) * kernel(i, j);
              triangle(i, j) = static_cast<std::uint64_t>(to_fixed(similarity));
            });
          }
        }
      });
  return triangle;
}

template SimilarityTriangle similarity_triangle(const Points<float>&, const similarity::TimeKernel&,
                                                const base::Run&);
template SimilarityTriangle similarity_triangle(const Points<double>&,
                                                const similarity::TimeKernel&, const base::Run&);

}  // namespace broadsheet::clustering
