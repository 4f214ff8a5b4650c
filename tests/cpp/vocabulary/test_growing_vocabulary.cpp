// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/vocabulary/growing_vocabulary.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

const tokens::Analyzer words(tokens::Unit::word, {}, {}, 2, {});

std::vector<text::View> views_of(const std::vector<std::string>& texts) {
  std::vector<text::View> views;
  for (const auto& text : texts) views.push_back({text.data(), text.size(), text::Width::utf8});
  return views;
}

TEST_CASE("new terms of a call get the next ids, in code point order") {
  GrowingVocabulary vocabulary;
  const std::vector<std::string> first{"storm at sea, storm"};
  const auto counts = vocabulary.count(views_of(first), words, {1.0}, {});
  const std::vector<Index> all{0, 1, 2};
  CHECK(vocabulary.terms(all) == std::vector<std::string>{"at", "sea", "storm"});
  CHECK(counts.values == std::vector<std::int32_t>{1, 1, 2});
  const std::vector<std::string> second{"a calm sea"};
  const auto more = vocabulary.count(views_of(second), words, {1.0}, {});
  CHECK(more.indices == std::vector<Index>{3, 1});
  CHECK(more.n_cols == 4);
}

TEST_CASE("a query is its known words, in the order in which they first come") {
  GrowingVocabulary vocabulary;
  const std::vector<std::string> texts{"calm sea storm"};
  static_cast<void>(vocabulary.count(views_of(texts), words, {1.0}, {}));
  const std::vector<std::string> queries{"storm ice SEA storm", "", "ice"};
  const auto counts = vocabulary.count_queries(views_of(queries), words, {});
  CHECK(counts.indptr == std::vector<Offset>{0, 2, 2, 2});
  CHECK(counts.indices == std::vector<Index>{2, 1});
  CHECK(counts.values == std::vector<std::int32_t>{2, 1});
}

TEST_CASE("articles without a word have empty rows") {
  GrowingVocabulary vocabulary;
  const std::vector<std::string> texts{"", "a b"};
  const auto counts = vocabulary.count(views_of(texts), words, {1.0}, {});
  CHECK(counts.indptr == std::vector<Offset>{0, 0, 0});
  const std::vector<Index> none{0};
  CHECK_THROWS_AS(vocabulary.terms(none), std::out_of_range);
}

}  // namespace
}  // namespace broadsheet::vocabulary
