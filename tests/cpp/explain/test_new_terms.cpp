// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

#include "broadsheet/explain/new_terms.hpp"
#include "catch.hpp"

namespace broadsheet::explain {
namespace {

using Ids = std::vector<Index>;
using Offsets = std::vector<Offset>;

TEST_CASE("a term is new in the first document that has it, and counts once in each", "[explain]") {
  const auto found = new_terms(Offsets{0, 3, 3, 7}, Ids{2, 2, -1, 0, 2, 0, 3}, 5, {});
  REQUIRE(found.n_terms == Ids{1, 0, 3});
  REQUIRE(found.n_new == Ids{1, 0, 2});
  REQUIRE(found.first == Ids{2, -1, 0, 2, -1});
}

TEST_CASE("without documents or terms there is nothing new", "[explain]") {
  REQUIRE(new_terms(Offsets{0}, {}, 3, {}).first == Ids(3, -1));
  REQUIRE(new_terms(Offsets{0, 2}, Ids{-1, -1}, 0, {}).n_new == Ids{0});
}

TEST_CASE("a word that is no term of those is refused by its place", "[explain]") {
  REQUIRE_THROWS_WITH(new_terms(Offsets{0, 2}, Ids{0, 1}, 1, {}),
                      "terms has 1 at word 1, but there are 1 terms");
  REQUIRE_THROWS_WITH(new_terms(Offsets{0, 1}, Ids{-2}, 1, {}),
                      "terms has -2 at word 0, but there are 1 terms");
  REQUIRE_THROWS_AS(new_terms(Offsets{0, 2}, Ids{0}, 1, {}), std::invalid_argument);
  REQUIRE_THROWS_AS(new_terms(Offsets{0}, {}, -1, {}), std::invalid_argument);
}

TEST_CASE("new terms equal those of sets", "[explain]") {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<Index> term(-1, 9);
    Offsets indptr{0};
    Ids terms;
    Ids n_terms;
    Ids n_new;
    std::set<Index> before;
    for (auto n = random() % 8; n > 0; --n) {
      std::set<Index> mine;
      for (auto words = random() % 12; words > 0; --words) {
        terms.push_back(term(random));
        if (terms.back() >= 0) mine.insert(terms.back());
      }
      indptr.push_back(static_cast<Offset>(terms.size()));
      const auto known = before.size();
      before.insert(mine.begin(), mine.end());
      n_terms.push_back(static_cast<Index>(mine.size()));
      n_new.push_back(static_cast<Index>(before.size() - known));
    }
    INFO("seed " << seed);
    const auto found = new_terms(indptr, terms, 10, {});
    REQUIRE(found.n_terms == n_terms);
    REQUIRE(found.n_new == n_new);
    for (Index t = 0; t < 10; ++t) {
      REQUIRE((found.first[static_cast<std::size_t>(t)] >= 0) == (before.count(t) > 0));
    }
  }
}

}  // namespace
}  // namespace broadsheet::explain
