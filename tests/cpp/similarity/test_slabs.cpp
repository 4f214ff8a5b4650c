// SPDX-License-Identifier: Apache-2.0
#include <numeric>
#include <random>
#include <vector>

#include "broadsheet/similarity/ranked_terms.hpp"
#include "broadsheet/similarity/slabs.hpp"
#include "catch.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::similarity {
namespace {

std::size_t bytes_of(const Slab& slab, std::size_t n_terms) {
  auto bytes = slab.rows.dense.size() * sizeof(float) +
               slab.rows.rare.indptr.size() * sizeof(Offset) +
               (slab.rows.rare.indices.capacity() + slab.rows.rare.values.capacity()) * 4;
  for (const auto& tile : slab.tiles) {
    bytes += tile.offsets.size() * sizeof(Offset) + tile.postings.size() * sizeof(Posting<float>);
  }
  return bytes + n_terms * sizeof(BlockTerm);
}

TEST_CASE("a slab takes the bytes that it was said to", "[similarity]") {
  std::mt19937 random(3);
  const auto matrix = reference::random_csr<double>(
      {.n_rows = 2000, .n_cols = 300, .density = 0.1, .negative = false, .unit = true}, random);
  std::vector<Index> order(2000);
  std::iota(order.rbegin(), order.rend(), 0);
  for (const double dense_from : {0.1, 2.0}) {
    const auto split = RankedTerms(matrix.view(), 1.0, {}).split({.dense_from = dense_from});
    const SlabMaker maker(split, 256, 1);
    for (const auto side : {Side::x, Side::y, Side::both}) {
      const auto some = std::span<const Index>(order).subspan(100, 1500);
      const auto slab = maker.make(matrix.view(), 100, some, 1.0, side, {2});
      REQUIRE(slab.first == 100);
      REQUIRE(slab.last == 1600);
      SlabSize size;
      for (const auto row : some) {
        const auto columns = matrix.view().row(row).columns;
        size.add(static_cast<std::size_t>(std::count_if(
            columns.begin(), columns.end(), [&](Index t) { return split.is_rare(t); })));
      }
      const auto bytes = static_cast<double>(bytes_of(slab, side == Side::y ? 0 : size.n_rare));
      const auto said = static_cast<double>(maker.resident(size, side));
      REQUIRE(bytes <= said);
      REQUIRE(said <= bytes * 1.01);
      REQUIRE(maker.preparing(size, side) >= maker.resident(size, side));
      REQUIRE((side == Side::x) == slab.tiles.empty());
      if (side != Side::x) {
        REQUIRE(slab.tiles.size() == 6);
      }
    }
  }
}

}  // namespace
}  // namespace broadsheet::similarity
