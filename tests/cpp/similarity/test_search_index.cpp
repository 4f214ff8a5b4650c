// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "broadsheet/similarity/search_index.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

// Three articles of the terms 0, 1 and 2: "0 1", "1 1 2" and "2".
struct Three {
  std::vector<Offset> indptr{0, 2, 4, 5};
  std::vector<Index> terms{0, 1, 1, 2, 2};
  std::vector<std::int32_t> counts{1, 1, 2, 1, 1};
  [[nodiscard]] sparse::CsrView<std::int32_t> view() const { return {indptr, terms, counts, 3}; }
};

SearchHits search(const SearchIndex& index, std::vector<Index> terms, std::size_t k = 3,
                  std::vector<std::uint8_t> allowed = {}) {
  const std::vector<Offset> indptr{0, static_cast<Offset>(terms.size())};
  const std::vector<std::int32_t> ones(terms.size(), 1);
  return index.search({indptr, terms, ones, 3}, {k, allowed}, {});
}

TEST_CASE("a hit has the score of Lucene's BM25") {
  SearchIndex index(Scoring::bm25);
  index.add(Three().view(), {});
  const auto found = search(index, {0});
  // One of three articles holds the word, once among two words where two are the mean.
  const auto score = std::log(1.0 + 2.5 / 1.5) * 1.0 / (1.0 + 1.5);
  CHECK(found.positions[0] == 0);
  CHECK(found.scores[0] == static_cast<float>(score));
  CHECK(found.positions[1] == -1);
  CHECK(found.scores[1] == 0.0F);
}

TEST_CASE("what each word adds sums up to the score") {
  SearchIndex index(Scoring::tfidf);
  index.add(Three().view(), {});
  const std::vector<Offset> indptr{0, 2};
  const std::vector<Index> terms{2, 1};
  const std::vector<std::int32_t> counts{1, 2};
  const auto found = index.explain({indptr, terms, counts, 3}, {}, {});
  REQUIRE(found.positions.size() == 3);
  for (std::size_t h = 0; h < 3; ++h) {
    CHECK(static_cast<float>(found.added[2 * h] + found.added[2 * h + 1]) == found.scores[h]);
  }
}

TEST_CASE("articles that leave are not found, and no position moves") {
  SearchIndex index(Scoring::bm25);
  index.add(Three().view(), {});
  const std::vector<Index> first{0};
  index.remove(first, {});
  CHECK(search(index, {0, 1}).positions[0] == 1);
  CHECK(search(index, {0}).positions[0] == -1);
  CHECK(index.snapshot()->statistics().n_articles == 2);
  CHECK(index.snapshot()->statistics().total_length == 4);
}

TEST_CASE("a search may give only what it is allowed to") {
  SearchIndex index(Scoring::bm25);
  index.add(Three().view(), {});
  CHECK(search(index, {2}, 3, {1, 1, 0}).positions[0] == 1);
  CHECK(search(index, {2}, 3, {1, 1, 0}).positions[1] == -1);
  CHECK_THROWS_AS(search(index, {2}, 3, {1}), std::invalid_argument);
}

TEST_CASE("articles that come one by one make few segments") {
  SearchIndex index(Scoring::bm25);
  const std::vector<Offset> indptr{0, 1};
  const std::vector<Index> term{1};
  const std::vector<std::int32_t> count{1};
  for (int i = 0; i < 100; ++i) index.add({indptr, term, count, 3}, {});
  CHECK(index.snapshot()->segments().size() <= 8);
  CHECK(search(index, {1}).positions[2] == 2);
}

TEST_CASE("what is wrong is refused, and changes nothing") {
  SearchIndex index(Scoring::bm25);
  index.add(Three().view(), {});
  const std::vector<Index> unknown{1, 3};
  const std::vector<Index> twice{1, 1};
  CHECK_THROWS_AS(index.remove(unknown, {}), std::invalid_argument);
  CHECK_THROWS_AS(index.remove(twice, {}), std::invalid_argument);
  const std::vector<Offset> indptr{0, 1};
  const std::vector<Index> term{3};
  const std::vector<std::int32_t> count{1};
  CHECK_THROWS_AS(index.add({indptr, term, count, 3}, {}), std::invalid_argument);
  CHECK(index.snapshot()->statistics().n_articles == 3);
  CHECK(search(index, {1}).positions[0] == 1);
}

TEST_CASE("an index of nothing finds nothing") {
  const SearchIndex index(Scoring::tfidf);
  CHECK(search(index, {1}).positions[0] == -1);
}

}  // namespace
}  // namespace broadsheet::similarity
