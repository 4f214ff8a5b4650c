// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/vocabulary/vocabulary.hpp"
#include "catch.hpp"
#include "vocabulary/articles.hpp"

namespace broadsheet::vocabulary {
namespace {

using Views = std::vector<std::string_view>;

TEST_CASE("a term that comes twice is refused by its name", "[vocabulary]") {
  REQUIRE_THROWS_WITH(Vocabulary(Views{"aa", "bb", "aa"}), "Duplicate term in vocabulary: 'aa'");
  REQUIRE(Vocabulary(Views{}).size() == 0);
}

TEST_CASE("known terms are counted in their columns, others nowhere", "[vocabulary]") {
  const Vocabulary vocabulary(Views{"zz", "aa"});
  const test::Articles articles({U"aa zz aa qq", U"", U"qq", U"zz"});
  const auto counts = vocabulary.count(articles.views, test::words_of_two(), {});
  REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 2, 2, 3});
  REQUIRE(counts.indices == std::vector<Index>{0, 1, 0});
  REQUIRE(counts.values == std::vector<std::int32_t>{1, 2, 1});
  REQUIRE(counts.n_cols == 2);
  REQUIRE(vocabulary.count({}, test::words_of_two(), {}).n_rows() == 0);
}

TEST_CASE("known tokens are counted as they are", "[vocabulary]") {
  const Vocabulary vocabulary(Views{"a b", "A"});
  const test::Articles tokens({U"A", U"a b", U"A", U"a"});
  const std::vector<Offset> indptr{0, 3, 3, 4};
  const auto counts = vocabulary.count(indptr, tokens.views, {});
  REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 2, 2});
  REQUIRE(counts.indices == std::vector<Index>{0, 1});
  REQUIRE(counts.values == std::vector<std::int32_t>{1, 2});
}

TEST_CASE("counts equal the reference on any number of threads", "[vocabulary]") {
  std::mt19937 random(23);
  const auto articles = test::random_articles(random, 1500);
  const Views terms{"ba", "ab", "abc", "dd", "\xC3\xA0\xC3\xA1", "never", "aa"};
  const Vocabulary vocabulary(terms);
  for (const int n_threads : {1, 2, 3}) {
    const auto counts = vocabulary.count(articles.views, test::words_of_two(), {n_threads});
    for (std::size_t i = 0; i < articles.strings.size(); ++i) {
      auto expected = test::counts_of(articles.strings[i]);
      std::erase_if(expected, [&](const auto& entry) {
        return std::find(terms.begin(), terms.end(), entry.first) == terms.end();
      });
      REQUIRE(test::row_of(counts, static_cast<Index>(i), [&](Index t) {
                return std::string(terms[static_cast<std::size_t>(t)]);
              }) == expected);
    }
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
