// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "broadsheet/similarity/search_index.hpp"
#include "catch.hpp"
#include "fuzz/cases.hpp"
#include "reference/ranked_search.hpp"

namespace broadsheet::fuzz {
namespace {

using reference::SearchedArticles;
using similarity::Scoring;
using similarity::SearchIndex;
using Counts = std::vector<SearchedArticles::Count>;

struct Rows {
  std::vector<Offset> indptr{0};
  std::vector<Index> terms;
  std::vector<std::int32_t> counts;

  void append(const Counts& row) {
    for (const auto& entry : row) {
      terms.push_back(entry.term);
      counts.push_back(entry.count);
    }
    indptr.push_back(static_cast<Offset>(terms.size()));
  }
  [[nodiscard]] sparse::CsrView<std::int32_t> view(Index n_terms) const {
    return {indptr, terms, counts, n_terms};
  }
};

// Few terms that are frequent and many that are rare, some of them very often in an article.
Counts random_row(std::mt19937& random, Index n_terms, std::size_t most) {
  Counts row;
  const auto n = std::uniform_int_distribution<std::size_t>(0, most)(random);
  for (std::size_t i = 0; i < n; ++i) {
    const auto u = std::uniform_real_distribution<double>(0, 1)(random);
    const auto term = static_cast<Index>(u * u * u * n_terms);
    const auto is_new =
        std::none_of(row.begin(), row.end(), [&](const auto& entry) { return entry.term == term; });
    const auto count = random() % 50 == 0 ? 254 + random() % 5 : 1 + random() % 4;
    if (is_new) row.push_back({term, static_cast<std::int32_t>(count)});
  }
  return row;
}

bool holds(const SearchIndex& index, const SearchedArticles& expected, std::mt19937& random,
           Index n_terms) {
  Rows queries;
  std::vector<Counts> asked;
  for (int q = 0; q < 3; ++q) {
    asked.push_back(random_row(random, n_terms, 12));
    queries.append(asked.back());
  }
  std::vector<std::uint8_t> allowed;
  if (random() % 3 == 0) {
    for (std::size_t i = 0; i < expected.rows.size(); ++i) allowed.push_back(random() % 2);
  }
  const std::size_t k = 1 + random() % 6;
  bool any = false;
  for (const bool prune : {true, false}) {
    const auto found = index.search(queries.view(n_terms), {k, allowed, prune},
                                    {static_cast<int>(1 + random() % 2), nullptr});
    for (std::size_t q = 0; q < asked.size(); ++q) {
      auto hits = expected.search(asked[q], k, index.scoring(), allowed);
      any |= !hits.empty();
      hits.resize(k, {-1, 0.0F});
      for (std::size_t h = 0; h < k; ++h) {
        REQUIRE(found.positions[q * k + h] == hits[h].position);
        REQUIRE(found.scores[q * k + h] == hits[h].score);
      }
    }
  }
  return any;
}

// Articles come and go; what is found is at any time what the formulas say of those there.
bool check_search(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto n_terms = static_cast<Index>(5 + random() % 200);
  SearchIndex index(seed % 2 == 0 ? Scoring::bm25 : Scoring::tfidf);
  SearchedArticles expected;
  bool any = false;
  for (int step = 0; step < 4; ++step) {
    Rows rows;
    const auto n = random() % (random() % 8 == 0 ? 400 : 20);
    for (std::size_t i = 0; i < n; ++i) {
      expected.rows.push_back(random_row(random, n_terms, 1 + random() % 20));
      expected.is_there.push_back(true);
      rows.append(expected.rows.back());
    }
    index.add(rows.view(n_terms), {2, nullptr});
    std::vector<Index> gone;
    const auto share = random() % 5;
    for (std::size_t i = 0; i < expected.rows.size(); ++i) {
      if (!expected.is_there[i] || random() % 8 >= share) continue;
      expected.is_there[i] = false;
      gone.push_back(static_cast<Index>(i));
    }
    index.remove(gone, {});
    any |= holds(index, expected, random, n_terms);
  }
  return any;
}

TEST_CASE("searches give what the formulas say, whatever came and went") {
  for (std::uint32_t seed = 0; seed < some_cases / 10; ++seed) check_search(seed);
}

TEST_CASE("many searches give what the formulas say", "[slow]") {
  for (std::uint32_t seed = 0; seed < many_cases / 10; ++seed) check_search(some_cases + seed);
}

}  // namespace
}  // namespace broadsheet::fuzz
