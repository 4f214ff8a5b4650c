// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/vocabulary/learn.hpp"
#include "catch.hpp"
#include "vocabulary/articles.hpp"

namespace broadsheet::vocabulary {
namespace {

template <class T>
std::vector<Offset> occurrences_of(const Learnt<T>& learnt) {
  std::vector<Offset> result;
  base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    result = learnt.collection_frequencies.by_column(checkpoint);
  });
  return result;
}

template <class T>
void check_same(const Learnt<T>& a, const Learnt<T>& b) {
  REQUIRE(a.counts.indptr == b.counts.indptr);
  REQUIRE(a.counts.indices == b.counts.indices);
  REQUIRE(a.counts.values == b.counts.values);
  REQUIRE(a.counts.n_cols == b.counts.n_cols);
  REQUIRE(a.document_frequencies == b.document_frequencies);
  REQUIRE(occurrences_of(a) == occurrences_of(b));
  REQUIRE(a.terms.size() == b.terms.size());
  for (Index t = 0; t < a.terms.size(); ++t) REQUIRE(a.terms[t] == b.terms[t]);
}

Learnt<std::int32_t> learn(const test::Articles& articles, const base::Run& run,
                           std::size_t batch) {
  Learner learner;
  const std::span<const text::View> all(articles.views);
  for (std::size_t first = 0; first < all.size(); first += batch) {
    learner.add(all.subspan(first, std::min(batch, all.size() - first)), test::words_of_two(), run);
  }
  REQUIRE(static_cast<std::size_t>(learner.n_documents()) == all.size());
  return learner.finish<std::int32_t>({}, {}, run);
}

TEST_CASE("what is learnt equals the reference, by any threads and batches", "[vocabulary]") {
  std::mt19937 random(17);
  const auto articles = test::random_articles(random, 1500);
  const auto learnt = learn(articles, {}, articles.views.size());
  std::map<std::string, Index> frequencies;
  std::map<std::string, Offset> occurrences;
  for (std::size_t i = 0; i < articles.strings.size(); ++i) {
    const auto expected = test::counts_of(articles.strings[i]);
    for (const auto& [term, n] : expected) {
      ++frequencies[term];
      occurrences[term] += n;
    }
    REQUIRE(test::row_of(learnt.counts, static_cast<Index>(i),
                         [&](Index t) { return std::string(learnt.terms[t]); }) == expected);
  }
  REQUIRE(static_cast<std::size_t>(learnt.terms.size()) == frequencies.size());
  const auto found = occurrences_of(learnt);
  Index t = 0;
  for (const auto& [term, n] : frequencies) {  // in the order of bytes
    REQUIRE(learnt.terms[t] == term);
    REQUIRE(found[static_cast<std::size_t>(t)] == occurrences[term]);
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
  learner.add(std::vector<Offset>{0, 4, 4}, first.views, {});
  learner.add(text.views, test::words_of_two(), {});
  learner.add(std::vector<Offset>{0, 1}, text.views, {});
  REQUIRE(learner.n_documents() == 4);
  const auto learnt = learner.finish<std::int32_t>({}, {}, {});
  REQUIRE(learnt.terms.size() == 6);  // "", "B", "a b", "aa", "bb", "bb aa bb"
  REQUIRE(learnt.terms[1] == "B");
  REQUIRE(learnt.counts.indptr == std::vector<Offset>{0, 3, 3, 5, 6});
  REQUIRE(learnt.counts.indices == std::vector<Index>{0, 1, 2, 3, 4, 5});
  REQUIRE(learnt.counts.values == std::vector<std::int32_t>{1, 2, 1, 1, 2, 1});
  REQUIRE(learner.n_documents() == 0);
}

TEST_CASE("where there is no term, nothing is learnt", "[vocabulary]") {
  Learner learner;
  REQUIRE_THROWS_AS(learner.finish<std::int32_t>({}, {}, {}), std::invalid_argument);
  const test::Articles empty({U"", U" . "});
  learner.add(empty.views, test::words_of_two(), {});
  REQUIRE_THROWS_WITH(learner.finish<std::int32_t>({}, {}, {}),
                      "empty vocabulary; perhaps the documents only contain stop words");
}

// All n-grams of an article, put together as text.
std::map<std::string, int> ngrams_of(const std::u32string& article, tokens::NgramRange range) {
  const auto words = reference::utf8(reference::words(reference::fold(article, {}), 2));
  std::map<std::string, int> result;
  for (auto n = range.least; n <= range.most; ++n) {
    for (std::size_t first = 0; first + n <= words.size(); ++first) {
      auto ngram = words[first];
      for (std::size_t w = first + 1; w < first + n; ++w) ngram += " " + words[w];
      ++result[ngram];
    }
  }
  return result;
}

TEST_CASE("n-grams that are numbered equal n-grams as text, in code point order", "[vocabulary]") {
  std::mt19937 random(18);
  const auto articles = test::random_articles(random, 300);
  for (const auto range : {tokens::NgramRange{1, 2}, {2, 2}, {1, 3}, {2, 4}, {3, 3}}) {
    std::map<std::string, Index> frequencies;
    std::vector<std::map<std::string, int>> expected;
    for (const auto& string : articles.strings) {
      for (const auto& [term, n] : expected.emplace_back(ngrams_of(string, range))) {
        ++frequencies[term];
      }
    }
    for (const int n_threads : {1, 3}) {
      Learner learner;
      const tokens::Analyzer analyzer(tokens::Unit::word, range, {}, 2, {});
      learner.add(articles.views, analyzer, {n_threads});
      const auto learnt = learner.finish<std::int32_t>({}, {}, {n_threads});
      REQUIRE(static_cast<std::size_t>(learnt.terms.size()) == frequencies.size());
      Index t = 0;
      for (const auto& [term, n] : frequencies) {
        REQUIRE(learnt.terms[t] == term);
        REQUIRE(learnt.document_frequencies[static_cast<std::size_t>(t++)] == n);
      }
      for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(test::row_of(learnt.counts, static_cast<Index>(i),
                             [&](Index c) { return std::string(learnt.terms[c]); }) == expected[i]);
      }
    }
  }
}

TEST_CASE("n-grams do not reach from one field or article into the next", "[vocabulary]") {
  const test::Articles fields({U"aa bb", U"cc dd", U"ee", U"ff"});
  Learner learner(2);
  const tokens::Analyzer bigrams(tokens::Unit::word, {2, 2}, {}, 2, {});
  learner.add(fields.views, bigrams, {});
  const auto learnt = learner.finish<double>({}, {false, {3.0, 1.0}}, {});
  REQUIRE(learnt.terms.size() == 2);
  REQUIRE(learnt.terms[0] == "aa bb");
  REQUIRE(learnt.counts.indptr == std::vector<Offset>{0, 2, 2});
  REQUIRE(learnt.counts.values == std::vector<double>{3.0, 1.0});
}

TEST_CASE("a term's fields are weighed, and its article is counted once", "[vocabulary]") {
  const test::Articles fields({U"aa", U"aa aa bb", U"", U"aa", U"bb", U""});
  const auto learn_fields = [&](const Pruning& pruning, bool binary) {
    Learner learner(2);
    learner.add(fields.views, test::words_of_two(), {});
    return learner.finish<double>(pruning, {binary, {2.5, 1.0}}, {});
  };
  const auto learnt = learn_fields({}, false);
  REQUIRE(learnt.counts.indptr == std::vector<Offset>{0, 2, 3, 4});
  REQUIRE(learnt.counts.indices == std::vector<Index>{0, 1, 0, 1});
  REQUIRE(learnt.counts.values == std::vector<double>{4.5, 1.0, 1.0, 2.5});
  REQUIRE(learnt.document_frequencies == std::vector<Index>{2, 2});
  REQUIRE(occurrences_of(learnt) == std::vector<Offset>{1, 3, 1, 1});
  REQUIRE(learn_fields({}, true).counts.values == std::vector<double>{1, 1, 1, 1});
  REQUIRE(learn_fields({.max_features = 1}, false).terms[0] == "aa");
  // By other weights bb is the more frequent; a tie goes to the first.
  const auto ranked = [&](std::vector<double> weights) {
    const auto kept =
        learn_fields({.max_features = 1, .rank_weights = std::move(weights)}, false).terms;
    return std::string(kept[0]);
  };
  REQUIRE(ranked({1.0, 0.0}) == "aa");
  REQUIRE(ranked({2.0, -1.0}) == "bb");
  REQUIRE_THROWS_AS(ranked({1.0}), std::invalid_argument);
  Learner learner(2);
  const std::span<const text::View> three(fields.views.data(), 3);
  REQUIRE_THROWS_AS(learner.add(three, test::words_of_two(), {}), std::invalid_argument);
  REQUIRE_THROWS_AS(Learner(0), std::invalid_argument);
  REQUIRE_THROWS_AS(learner.finish<double>({}, {}, {}), std::invalid_argument);
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

class StopAtPoll final : public base::Monitor {
 public:
  explicit StopAtPoll(int n) : n_(n) {}
  void poll(std::int64_t, std::int64_t) override {
    if (--n_ == 0) throw std::runtime_error("stopped");
  }

 private:
  int n_;
};

TEST_CASE("a learner that is stopped at any moment frees its memory", "[vocabulary]") {
  std::mt19937 random(19);
  std::vector<std::u32string> strings(600);
  for (auto& string : strings) {
    for (int w = 0; w < 1000; ++w) {
      for (auto k = 2 + random() % 3; k > 0; --k)
        string += static_cast<char32_t>(U'a' + random() % 26);
      string += U' ';
    }
  }
  const test::Articles articles(std::move(strings));
  const tokens::Analyzer analyzer(tokens::Unit::word, {1, 3}, {}, 2, {});
  const auto before = base::bytes_in_pages();
  int n_stopped = 0;
  bool finished = false;
  for (int n = 1; !finished; n *= 2) {  // while counting, merging, writing, then not at all
    StopAtPoll monitor(n);
    try {
      Learner learner;
      learner.add(articles.views, analyzer, {3, &monitor});
      const auto learnt = learner.finish<std::int32_t>({.max_features = 1000}, {}, {3, &monitor});
      finished = learnt.terms.size() == 1000;
    } catch (const std::runtime_error&) {
      ++n_stopped;
    }
    REQUIRE(base::bytes_in_pages() == before);
  }
  REQUIRE(n_stopped > 0);
}

}  // namespace
}  // namespace broadsheet::vocabulary
