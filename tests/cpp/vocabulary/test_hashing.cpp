// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/tokens/murmur_hash.hpp"
#include "broadsheet/vocabulary/hashing.hpp"
#include "catch.hpp"
#include "vocabulary/articles.hpp"

namespace broadsheet::vocabulary {
namespace {

TEST_CASE("hashed counts equal the reference, on any number of threads", "[vocabulary]") {
  std::mt19937 random(29);
  const auto articles = test::random_articles(random, 800);
  for (const Index n_features : {1, 7, 1000, 1 << 20}) {
    for (const bool sign : {false, true}) {
      std::vector<std::map<std::string, int>> expected;
      for (const auto& string : articles.strings) {
        auto& row = expected.emplace_back();
        for (const auto& [term, n] : test::counts_of(string)) {
          const auto hash = static_cast<std::int32_t>(tokens::murmur_hash(term));
          const auto column = std::abs(std::int64_t{hash}) % n_features;
          row[std::to_string(column)] += sign && hash < 0 ? -n : n;  // a 0 stays
        }
      }
      for (const int n_threads : {1, 3}) {
        const auto counts = hash_counts<std::int32_t>(articles.views, test::words_of_two(),
                                                      {n_features, sign, {1.0}}, {n_threads});
        REQUIRE(counts.n_cols == n_features);
        for (std::size_t i = 0; i < expected.size(); ++i) {
          REQUIRE(test::row_of(counts, static_cast<Index>(i),
                               [](Index t) { return std::to_string(t); }) == expected[i]);
        }
      }
    }
  }
}

TEST_CASE("tokens of opposite signs cancel to a stored 0", "[vocabulary]") {
  const test::Articles tokens({U"foo", U"hello"});  // the hash of foo is negative
  const std::vector<Offset> indptr{0, 2, 2};
  const auto counts = hash_counts<std::int32_t>(indptr, tokens.views, {1, true, {1.0}}, {});
  REQUIRE(counts.indptr == std::vector<Offset>{0, 1, 1});
  REQUIRE(counts.values == std::vector<std::int32_t>{0});
  REQUIRE(hash_counts<float>(indptr, tokens.views, {1, false, {1.0}}, {}).values ==
          std::vector<float>{2});
}

TEST_CASE("hashed fields count by their weights", "[vocabulary]") {
  const test::Articles fields({U"foo", U"hello hello", U"", U"hello"});
  const auto counts =
      hash_counts<double>(fields.views, test::words_of_two(), {1, false, {2.5, 1.0}}, {});
  REQUIRE(counts.indptr == std::vector<Offset>{0, 1, 2});
  REQUIRE(counts.values == std::vector<double>{4.5, 1.0});
}

TEST_CASE("fewer columns than one are refused", "[vocabulary]") {
  for (const Index n : {0, -1}) {
    REQUIRE_THROWS_AS(hash_counts<double>({}, test::words_of_two(), {n, true, {1.0}}, {}),
                      std::invalid_argument);
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
