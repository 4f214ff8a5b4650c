// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include "broadsheet/explain/copied_runs.hpp"
#include "catch.hpp"
#include "reference/copied_runs.hpp"

namespace broadsheet::explain {
namespace {

using Ids = std::vector<Index>;
using Offsets = std::vector<Offset>;
using Texts = std::vector<Ids>;

// Each text a document of its own, if none are named.
CopiedRuns runs_of(const Texts& texts, std::size_t n_words, Ids documents = {}) {
  if (documents.empty()) {
    documents.resize(texts.size());
    std::iota(documents.begin(), documents.end(), Index{0});
  }
  Offsets indptr{0};
  Ids ids;
  for (const auto& text : texts) {
    ids.insert(ids.end(), text.begin(), text.end());
    indptr.push_back(static_cast<Offset>(ids.size()));
  }
  return copied_runs(indptr, ids, documents, n_words, {});
}

void check(const CopiedRuns& found, const Offsets& indptr, const Offsets& begins,
           const Offsets& lengths, const Ids& origins) {
  REQUIRE(found.indptr == indptr);
  REQUIRE(found.begins == begins);
  REQUIRE(found.lengths == lengths);
  REQUIRE(found.origins == origins);
}

TEST_CASE("words are copied that stand in an earlier text, as many together as a shingle has",
          "[explain]") {
  const Texts texts{{1, 2, 3, 4, 5}, {9, 1, 2, 3, 8, 4, 5}};
  check(runs_of(texts, 2), {0, 0, 2}, {1, 5}, {3, 2}, {0, 0});
  check(runs_of(texts, 3), {0, 0, 1}, {1}, {3}, {0});
  check(runs_of(texts, 4), {0, 0, 0}, {}, {}, {});
}

TEST_CASE("the first document that has a shingle is its origin, whatever comes later",
          "[explain]") {
  const Texts texts{{1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4}, {1, 2, 3}};
  // Of 2 3 4 in the third, 2 3 is from the first text and only 4 from the second.
  check(runs_of(texts, 2), {0, 0, 1, 3, 4}, {0, 0, 2, 0}, {3, 2, 1, 3}, {0, 0, 1, 0});
}

TEST_CASE("texts of one document do not copy from each other, nor a text from itself",
          "[explain]") {
  const Texts texts{{1, 2}, {1, 2, 1, 2}, {1, 2}, {1, 2}};
  check(runs_of(texts, 2, {0, 0, 1, 1}), {0, 0, 0, 1, 2}, {0, 0}, {2, 2}, {0, 0});
  check(runs_of(texts, 2, {7, 7, 7, 7}), {0, 0, 0, 0, 0}, {}, {}, {});
}

TEST_CASE("a text of fewer words than a shingle is copied as a whole or not", "[explain]") {
  check(runs_of({{1, 2}, {1, 2}, {1, 2, 3}, {2, 1}, {}}, 5), {0, 0, 1, 1, 1, 1}, {0}, {2}, {0});
}

TEST_CASE("a word two hundred thousand times in each text takes linear time", "[explain]") {
  constexpr std::size_t n = 200'000;
  const Texts texts(5, Ids(n, 7));
  const auto length = static_cast<Offset>(n);
  check(runs_of(texts, 8), {0, 0, 1, 2, 3, 4}, {0, 0, 0, 0}, Offsets(4, length), Ids(4, 0));
}

TEST_CASE("twenty thousand reprints are looked at once each", "[explain]") {
  Ids words(300);
  std::iota(words.begin(), words.end(), Index{0});
  Texts texts(20'000, words);
  for (std::size_t t = 0; t < texts.size(); ++t) texts[t][150] = static_cast<Index>(1000 + t);
  const auto found = runs_of(texts, 8);
  // The word of its own parts each reprint in two runs, of 150 and 149 words.
  REQUIRE(found.origins == Ids(2 * 19'999, 0));
  REQUIRE(std::accumulate(found.lengths.begin(), found.lengths.end(), Offset{0}) ==
          Offset{299} * 19'999);
}

TEST_CASE("what does not fit together is refused", "[explain]") {
  const Ids ids{1, 2, 3};
  const Offsets indptr{0, 1, 3};
  REQUIRE_THROWS_AS(copied_runs(indptr, ids, Ids{0, 1}, 0, {}), std::invalid_argument);
  REQUIRE_THROWS_AS(copied_runs(Offsets{0, 1, 2}, ids, Ids{0, 1}, 1, {}), std::invalid_argument);
  REQUIRE_THROWS_WITH(copied_runs(indptr, ids, Ids{0}, 1, {}),
                      "documents has 1 entries, but there are 2 texts");
  REQUIRE_THROWS_WITH(copied_runs(indptr, ids, Ids{1, 0}, 1, {}), "documents falls at text 1");
  REQUIRE(copied_runs(Offsets{0}, {}, {}, 1, {}).indptr == Offsets{0});
}

TEST_CASE("copied runs equal their reference on random texts", "[explain]") {
  for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
    std::mt19937 random(seed);
    const auto n_ids = 1 + random() % 5;
    Texts texts(random() % 8);
    Ids documents;
    for (auto& text : texts) {
      text.resize(random() % 20);
      for (auto& id : text) id = static_cast<Index>(random() % n_ids);
      const auto last = documents.empty() ? Index{0} : documents.back();
      documents.push_back(static_cast<Index>(static_cast<std::uint32_t>(last) + random() % 2));
    }
    const auto n_words = 1 + random() % 6;
    INFO("seed " << seed);
    const auto expected = reference::copied_runs(texts, documents, n_words);
    const auto found = runs_of(texts, n_words, documents);
    REQUIRE(found.indptr == expected.indptr);
    REQUIRE(found.begins == expected.begins);
    REQUIRE(found.lengths == expected.lengths);
    REQUIRE(found.origins == expected.origins);
  }
}

TEST_CASE("nothing later than a text decides on what it copies", "[explain]") {
  std::mt19937 random(5);
  Texts texts(12);
  for (auto& text : texts) {
    text.resize(30);
    for (auto& id : text) id = static_cast<Index>(random() % 3);
  }
  const auto all = runs_of(texts, 4);
  for (std::size_t n = 1; n < texts.size(); ++n) {
    const auto some = runs_of({texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(n)}, 4);
    const auto n_runs = some.begins.size();
    REQUIRE(std::equal(some.indptr.begin(), some.indptr.end(), all.indptr.begin()));
    REQUIRE(n_runs == static_cast<std::size_t>(all.indptr[n]));
    REQUIRE(std::equal(some.begins.begin(), some.begins.end(), all.begins.begin()));
    REQUIRE(std::equal(some.lengths.begin(), some.lengths.end(), all.lengths.begin()));
    REQUIRE(std::equal(some.origins.begin(), some.origins.end(), all.origins.begin()));
  }
}

}  // namespace
}  // namespace broadsheet::explain
