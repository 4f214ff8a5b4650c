// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <vector>

#include "broadsheet/similarity/index_runs.hpp"
#include "broadsheet/similarity/split.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("an index by runs has the postings of the whole", "[similarity]") {
  std::mt19937 random(5);
  const auto y = reference::random_csr<double>(
      {.n_rows = 700, .n_cols = 40, .density = 0.1, .negative = false, .unit = false}, random);
  const auto view = y.view();
  const auto least = IndexRuns<double>::least_bytes(40, Extent::of(view).most_entries);
  Index n_runs = 0;
  for (const auto bytes : {least, 2 * least, 10 * least, std::size_t{1} << 30}) {
    for (const Index most_rows : {3, 1000}) {
      const IndexRuns<double> index(view, 128, bytes, most_rows, 4);
      REQUIRE(index.n_threads() >= 1);
      REQUIRE(index.tile_rows() <= 128);
      Index next_row = 0;
      std::size_t n_postings = 0;
      n_runs = 0;
      while (next_row < 700) {
        const auto end = index.end(next_row);
        REQUIRE(end > next_row);
        REQUIRE(end - next_row <= most_rows);
        REQUIRE(index.bytes(next_row, end) <= bytes);
        for (const auto& tile : index.tiles(next_row, end, {})) {
          REQUIRE(tile.first_row == next_row);
          next_row += tile.n_rows;
          n_postings += tile.postings.size();
          for (Index t = 0; t < 40; ++t) {
            for (const auto& posting : tile.of(t)) {
              const auto row = view.row(tile.first_row + posting.row);
              const auto at = std::lower_bound(row.columns.begin(), row.columns.end(), t);
              REQUIRE(at != row.columns.end());
              REQUIRE(*at == t);
              REQUIRE(row.values[static_cast<std::size_t>(at - row.columns.begin())] ==
                      posting.weight);
            }
          }
        }
        REQUIRE(next_row == end);
        ++n_runs;
      }
      REQUIRE(n_postings == y.indices.size());
    }
    if (bytes == least) REQUIRE(n_runs > 10);
  }
  REQUIRE(n_runs == 1);
}

}  // namespace
}  // namespace broadsheet::similarity
