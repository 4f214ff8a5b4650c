// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "broadsheet/vocabulary/tallies.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

// A row that holds one term so often in each of the fields.
void add_term(Tallies& tallies, Index id, const std::vector<std::uint32_t>& counts) {
  Row row(counts.size());
  Seen seen;
  for (std::size_t field = 0; field < counts.size(); ++field) {
    for (std::uint32_t n = 0; n < counts[field]; ++n) {
      row.reserve(1);
      row.add(id, seen, 0, field);
    }
  }
  tallies.add(row);
}

TEST_CASE("numbers beyond 16 bits are exact", "[vocabulary]") {
  for (const auto n_fields : {std::size_t{1}, std::size_t{3}}) {
    Tallies tallies(n_fields);
    tallies.resize(2);
    std::vector<std::int64_t> expected(n_fields, 0);
    std::mt19937 random(9);
    const int n_rows = 140'000;
    for (int row = 0; row < n_rows; ++row) {
      std::vector<std::uint32_t> counts(n_fields, 0);
      for (auto& n : counts) n = static_cast<std::uint32_t>(1 + random() % 3);
      if (row % 50'000 == 7) counts[0] = static_cast<std::uint32_t>(200'000 + random() % 1000);
      for (std::size_t f = 0; f < n_fields; ++f) expected[f] += counts[f];
      add_term(tallies, 1, counts);
    }
    REQUIRE(tallies.n_ids() == 2);
    REQUIRE(tallies.document_frequency(1) == n_rows);
    REQUIRE(tallies.document_frequency(0) == 0);
    for (std::size_t f = 0; f < n_fields; ++f) {
      REQUIRE(tallies.collection_frequency(1, f) == expected[f]);
      REQUIRE(tallies.collection_frequency(0, f) == 0);
    }
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
