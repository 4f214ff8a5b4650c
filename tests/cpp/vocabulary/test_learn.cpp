// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <random>
#include <set>
#include <span>
#include <stdexcept>

#include "broadsheet/vocabulary/learn.hpp"
#include "catch.hpp"
#include "vocabulary/articles.hpp"

namespace broadsheet::vocabulary {
namespace {

void check_same(const Learnt& a, const Learnt& b) {
  REQUIRE(a.counts.indptr == b.counts.indptr);
  REQUIRE(a.counts.indices == b.counts.indices);
  REQUIRE(a.counts.values == b.counts.values);
  REQUIRE(a.counts.n_cols == b.counts.n_cols);
  REQUIRE(a.document_frequencies == b.document_frequencies);
  REQUIRE(a.terms.size() == b.terms.size());
  for (Index t = 0; t < a.terms.size(); ++t) REQUIRE(a.terms[t] == b.terms[t]);
}

Learnt learn(const test::Articles& articles, const base::Run& run, std::size_t batch) {
  Learner learner;
  const std::span<const text::View> all(articles.views);
  for (std::size_t first = 0; first < all.size(); first += batch) {
    learner.add(all.subspan(first, std::min(batch, all.size() - first)), test::words_of_two(), run);
  }
  REQUIRE(static_cast<std::size_t>(learner.n_documents()) == all.size());
  return learner.finish({}, run);
}

TEST_CASE("what is learnt equals the reference, by any threads and batches", "[vocabulary]") {
  std::mt19937 random(17);
  const auto articles = test::random_articles(random, 1500);
  const auto learnt = learn(articles, {}, articles.views.size());
  std::map<std::string, Index> frequencies;
  for (std::size_t i = 0; i < articles.strings.size(); ++i) {
    const auto expected = test::counts_of(articles.strings[i]);
    for (const auto& [term, n] : expected) ++frequencies[term];
    REQUIRE(test::row_of(learnt.counts, static_cast<Index>(i),
                         [&](Index t) { return std::string(learnt.terms[t]); }) == expected);
  }
  REQUIRE(static_cast<std::size_t>(learnt.terms.size()) == frequencies.size());
  Index t = 0;
  for (const auto& [term, n] : frequencies) {  // in the order of bytes
    REQUIRE(learnt.terms[t] == term);
    REQUIRE(learnt.document_frequencies[static_cast<std::size_t>(t++)] == n);
  }
  for (const int n_threads : {1, 2, 3}) {
    check_same(learnt, learn(articles, {n_threads}, 5000));
    check_same(learnt, learn(articles, {n_threads}, 97));
  }
}

TEST_CASE("articles whose tokens are known are counted as they are", "[vocabulary]") {
  const test::Articles first({U"B", U"a b", U"B", U""});
  const test::Articles text({U"bb aa bb"});
  Learner learner;
  learner.add(first.views);
  learner.add({});
  learner.add(text.views, test::words_of_two(), {});
  learner.add(text.views);
  REQUIRE(learner.n_documents() == 4);
  const auto learnt = learner.finish({}, {});
  REQUIRE(learnt.terms.size() == 6);  // "", "B", "a b", "aa", "bb", "bb aa bb"
  REQUIRE(learnt.terms[1] == "B");
  REQUIRE(learnt.counts.indptr == std::vector<Offset>{0, 3, 3, 5, 6});
  REQUIRE(learnt.counts.indices == std::vector<Index>{0, 1, 2, 3, 4, 5});
  REQUIRE(learnt.counts.values == std::vector<std::int32_t>{1, 2, 1, 1, 2, 1});
  REQUIRE(learner.n_documents() == 0);
}

TEST_CASE("where there is no term, nothing is learnt", "[vocabulary]") {
  Learner learner;
  REQUIRE_THROWS_AS(learner.finish({}, {}), std::invalid_argument);
  const test::Articles empty({U"", U" . "});
  learner.add(empty.views, test::words_of_two(), {});
  REQUIRE_THROWS_WITH(learner.finish({}, {}),
                      "empty vocabulary; perhaps the documents only contain stop words");
}

class Stopper final : public base::Monitor {
 public:
  void poll(std::int64_t, std::int64_t) override { throw std::runtime_error("stopped"); }
};

TEST_CASE("a monitor stops learning promptly, also within one long article", "[vocabulary]") {
  std::u32string whole;
  while (whole.size() < 60'000'000) whole += U"one of very many words that a text has ";
  const test::Articles articles({whole});
  for (const int n_threads : {1, 2}) {
    Stopper stopper;
    Learner learner;
    const auto start = std::chrono::steady_clock::now();
    REQUIRE_THROWS_WITH(learner.add(articles.views, test::words_of_two(), {n_threads, &stopper}),
                        "stopped");
    REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
