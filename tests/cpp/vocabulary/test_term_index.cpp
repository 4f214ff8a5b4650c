// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "broadsheet/vocabulary/term_index.hpp"
#include "catch.hpp"
#include "text/texts.hpp"
#include "tokens/tokens.hpp"

namespace broadsheet::vocabulary {
namespace {

Index column_of(const TermIndex& index, const std::string& term) {
  return index.find(test::Term(term).token(tokens::process_seed()));
}

TEST_CASE("random terms are found in their columns, others nowhere", "[vocabulary]") {
  std::mt19937 random(41);
  for (const std::size_t n : {0u, 1u, 2u, 5u, 1000u, 100'000u}) {
    std::unordered_map<std::string, Index> columns;
    Terms terms;
    while (columns.size() < n) {
      std::string term;
      for (auto length = random() % 40; length > 0; --length) {
        term += static_cast<char>(random() % 256);
      }
      if (columns.emplace(term, terms.size()).second) terms.append(term);
    }
    test::with_checkpoint([&](auto& checkpoint) {
      const TermIndex index(terms, checkpoint);
      for (const auto& [term, column] : columns) {
        REQUIRE(column_of(index, term) == column);
        const auto other = std::string(term).append("?");
        REQUIRE(column_of(index, other) == (columns.contains(other) ? columns.at(other) : -1));
      }
    });
  }
}

TEST_CASE("an index names the term that comes twice", "[vocabulary]") {
  Terms terms;
  for (const auto* term : {"a", "", "b", ""}) terms.append(term);
  test::with_checkpoint([&](auto& checkpoint) {
    REQUIRE_THROWS_WITH(TermIndex(terms, checkpoint), "Duplicate term in vocabulary: ''");
  });
}

}  // namespace
}  // namespace broadsheet::vocabulary
