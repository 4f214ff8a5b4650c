// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <vector>

#include "broadsheet/vocabulary/sort_row.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

TEST_CASE("rows of any length come out by column, with their counts", "[vocabulary]") {
  std::mt19937 random(31);
  for (const Index n_cols : {1, 2, 1023, 1024, 1025, 1 << 20, std::numeric_limits<Index>::max()}) {
    RowSorter sorter(n_cols);
    for (const auto length : std::vector<std::size_t>{0, 1, 2, 47, 48, 49, 3000}) {
      std::map<Index, std::int32_t> row;
      sorter.clear();
      for (std::size_t e = 0; e < length; ++e) {
        const auto column = static_cast<Index>(random() % static_cast<std::uint32_t>(n_cols));
        const auto count = static_cast<std::int32_t>(static_cast<std::uint32_t>(random()));
        if (row.emplace(column, count).second) sorter.append(column, count);
      }
      const auto sorted = sorter.sorted();
      REQUIRE(sorted.size() == row.size());
      std::size_t e = 0;
      for (const auto& [column, count] : row) {
        REQUIRE(RowSorter::column(sorted[e]) == column);
        REQUIRE(RowSorter::value(sorted[e]) == count);
        ++e;
      }
    }
  }
}

TEST_CASE("entries of one column all stay, by rising value", "[vocabulary]") {
  for (const int n : {5, 500}) {
    RowSorter sorter(3);
    for (int e = 0; e < n; ++e) sorter.append(e % 3, e);
    const auto sorted = sorter.sorted();
    REQUIRE(sorted.size() == static_cast<std::size_t>(n));
    REQUIRE(std::is_sorted(sorted.begin(), sorted.end()));
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
