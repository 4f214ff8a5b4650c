// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

#include "broadsheet/similarity/block_terms.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("a block holds the entries of its rows by term, then row", "[similarity]") {
  std::mt19937 random(11);
  for (const Index n_rows : {0, 1, 63, 64, 65, 200}) {
    const auto matrix =
        reference::random_csr<float>({.n_rows = n_rows, .n_cols = 30, .density = 0.2}, random);
    const auto view = matrix.view();
    const BlockTerms blocks(view, {});
    for (Index first = 0; first < n_rows; first += BlockTerms::block_rows) {
      std::vector<std::tuple<Index, Index, float>> expected;
      for (Index i = first; i < std::min<Index>(n_rows, first + BlockTerms::block_rows); ++i) {
        const auto row = view.row(i);
        for (std::size_t e = 0; e < row.size(); ++e) {
          expected.emplace_back(row.columns[e], i - first, row.values[e]);
        }
      }
      std::sort(expected.begin(), expected.end());
      std::vector<std::tuple<Index, Index, float>> found;
      for (const auto& entry : blocks.of(first)) {
        found.emplace_back(entry.term, entry.row, entry.weight);
      }
      REQUIRE(found == expected);
    }
  }
}

}  // namespace
}  // namespace broadsheet::similarity
