// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/block_accumulator.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

// Every score above 0 of rows i with all rows, by blocks and tiles, is the dot product to the bit.
template <class T>
void compare_with_dot(std::uint32_t seed, Index tile_rows) {
  std::mt19937 random(seed);
  const auto x = reference::random_csr<T>(
      {.n_rows = 75, .n_cols = 40, .density = seed % 2 == 0 ? 0.1 : 0.5, .unit = true}, random);
  const auto view = x.view();
  const auto n = view.n_rows();
  const auto tiles = inverted_index(view, tile_rows, {});
  std::vector<double> found(static_cast<std::size_t>(n * n), 0.0);
  base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    BlockAccumulator<T> accumulator(std::min(tile_rows, n));
    for (Index first = 0; first < n; first += BlockAccumulator<T>::n_lanes) {
      const auto last = std::min(n, static_cast<Index>(first + BlockAccumulator<T>::n_lanes));
      accumulator.take_rows(view, first, last);
      for (const auto& tile : tiles) {
        const auto from = std::clamp<Index>(first - tile.first_row, 0, tile.n_rows);
        accumulator.score(tile, from, checkpoint, [&](Index lane, Index row, double sum) {
          const auto j = tile.first_row + row;
          found[static_cast<std::size_t>((first + lane) * n + j)] = sum;
        });
      }
    }
  });
  for (Index i = 0; i < n; ++i) {
    for (Index j = i; j < n; ++j) {
      INFO("seed " << seed << ", rows " << i << ", " << j);
      REQUIRE(found[static_cast<std::size_t>(i * n + j)] == sparse::dot(view.row(i), view.row(j)));
    }
  }
}

TEST_CASE("scores of sixteen rows at a time are canonical dot products", "[similarity]") {
  const auto tile_rows = GENERATE(Index{1}, Index{7}, Index{2048});
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    compare_with_dot<float>(seed, tile_rows);
    compare_with_dot<double>(seed, tile_rows);
  }
}

}  // namespace
}  // namespace broadsheet::similarity
