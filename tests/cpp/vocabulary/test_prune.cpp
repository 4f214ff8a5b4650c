// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/vocabulary/learn.hpp"
#include "catch.hpp"
#include "vocabulary/articles.hpp"

namespace broadsheet::vocabulary {
namespace {

Learnt<std::int32_t> learn(const std::vector<std::u32string>& texts, const Pruning& pruning,
                           bool binary = false) {
  const test::Articles articles(texts);
  Learner learner;
  learner.add(articles.views, test::words_of_two(), {});
  return learner.finish<std::int32_t>(pruning, {binary, {1.0}}, {});
}

std::vector<std::string> kept(const Pruning& pruning, bool binary = false) {
  // Articles: aa 4, bb 2, cc 2, dd 1. Occurrences: aa 4, bb 2, cc 3, dd 5.
  const auto learnt =
      learn({U"aa bb cc", U"aa dd dd dd dd dd", U"aa cc cc", U"aa bb"}, pruning, binary);
  std::vector<std::string> terms;
  for (Index t = 0; t < learnt.terms.size(); ++t) terms.emplace_back(learnt.terms[t]);
  REQUIRE(learnt.counts.n_cols == learnt.terms.size());
  REQUIRE(learnt.document_frequencies.size() == terms.size());
  return terms;
}

using Terms = std::vector<std::string>;

TEST_CASE("terms of too few or too many articles are left out", "[vocabulary]") {
  REQUIRE(kept({}) == Terms{"aa", "bb", "cc", "dd"});
  REQUIRE(kept({.min_document_frequency = 2, .max_features = {}}) == Terms{"aa", "bb", "cc"});
  REQUIRE(kept({.min_document_frequency = 2.1, .max_features = {}}) == Terms{"aa"});
  REQUIRE(kept({.max_document_frequency = 2, .max_features = {}}) == Terms{"bb", "cc", "dd"});
  REQUIRE(kept({.max_document_frequency = 1.9, .max_features = {}}) == Terms{"dd"});
  REQUIRE(kept({.min_document_frequency = 2, .max_document_frequency = 3, .max_features = {}}) ==
          Terms{"bb", "cc"});
}

TEST_CASE("of the rest the most frequent are kept, the first among equals", "[vocabulary]") {
  REQUIRE(kept({.max_features = 1}) == Terms{"dd"});
  REQUIRE(kept({.max_features = 3}) == Terms{"aa", "cc", "dd"});
  REQUIRE(kept({.max_features = 4}).size() == 4);
  REQUIRE(kept({.max_features = 100}).size() == 4);
  REQUIRE(kept({.max_features = 2}, true) == Terms{"aa", "bb"});
  REQUIRE(kept({.max_document_frequency = 3, .max_features = 1}, true) == Terms{"bb"});
}

TEST_CASE("the counts of kept terms stay", "[vocabulary]") {
  const auto learnt =
      learn({U"xx aa bb", U"cc", U"bb bb xx"}, {.min_document_frequency = 2, .max_features = {}});
  REQUIRE(learnt.counts.indptr == std::vector<Offset>{0, 2, 2, 4});
  REQUIRE(learnt.counts.indices == std::vector<Index>{0, 1, 0, 1});
  REQUIRE(learnt.counts.values == std::vector<std::int32_t>{1, 1, 2, 1});
  REQUIRE(learnt.document_frequencies == std::vector<Index>{2, 2});
}

TEST_CASE("merging and pruning let themselves be stopped", "[vocabulary]") {
  const test::Articles articles({U"aa bb cc"});
  std::vector<Counter> counters(1, Counter({1, 2}, 1));
  std::vector<Piece> pieces(1);
  const tokens::Analyzer analyzer(tokens::Unit::word, {1, 2}, {}, 2, {});
  const std::atomic<std::int64_t> done{0};
  std::atomic<bool> stopping{false};
  base::Checkpoint checkpoint(0, nullptr, done, 1, stopping);
  counters[0].count(articles.views, 0, analyzer, checkpoint, pieces[0]);
  REQUIRE(merge_and_prune(counters, {}, {}, checkpoint).terms.size() == 5);
  stopping = true;
  REQUIRE_THROWS(merge_and_prune(counters, {}, {}, checkpoint));
}

TEST_CASE("pruning that leaves no term is refused", "[vocabulary]") {
  REQUIRE_THROWS_WITH(kept({.min_document_frequency = 5, .max_features = {}}),
                      "After pruning, no terms remain. Try a lower min_df or a higher max_df.");
  REQUIRE_THROWS_AS(kept({.max_features = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::vocabulary
