// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "broadsheet/vocabulary/vocabulary.hpp"
#include "catch.hpp"
#include "vocabulary/articles.hpp"

namespace broadsheet::vocabulary {
namespace {

using Views = std::vector<std::string_view>;

Terms made_of(const Views& views) {
  Terms terms;
  for (const auto term : views) terms.append(term);
  return terms;
}

TEST_CASE("a term that comes twice is refused by its name", "[vocabulary]") {
  const Vocabulary vocabulary(made_of({"aa", "bb", "aa"}));
  for (int i = 0; i < 2; ++i) {  // an error leaves it as it was
    REQUIRE_THROWS_WITH(vocabulary.count<double>({}, test::words_of_two(), {}, {}),
                        "Duplicate term in vocabulary: 'aa'");
  }
  REQUIRE(Vocabulary(Terms{}).size() == 0);
}

TEST_CASE("known terms are counted in their columns, others nowhere", "[vocabulary]") {
  const Vocabulary vocabulary(made_of({"zz", "aa"}));
  const test::Articles articles({U"aa zz aa qq", U"", U"qq", U"zz"});
  const auto counts = vocabulary.count<std::int32_t>(articles.views, test::words_of_two(), {}, {});
  REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 2, 2, 3});
  REQUIRE(counts.indices == std::vector<Index>{0, 1, 0});
  REQUIRE(counts.values == std::vector<std::int32_t>{1, 2, 1});
  REQUIRE(counts.n_cols == 2);
  REQUIRE(vocabulary.count<float>({}, test::words_of_two(), {}, {}).n_rows() == 0);
}

TEST_CASE("known tokens are counted as they are", "[vocabulary]") {
  const Vocabulary vocabulary(made_of({"a b", "A"}));
  const test::Articles tokens({U"A", U"a b", U"A", U"a"});
  const std::vector<Offset> indptr{0, 3, 3, 4};
  const auto counts = vocabulary.count<std::int32_t>(indptr, tokens.views, {}, {});
  REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 2, 2});
  REQUIRE(counts.indices == std::vector<Index>{0, 1});
  REQUIRE(counts.values == std::vector<std::int32_t>{1, 2});
}

TEST_CASE("counts equal the reference on any number of threads", "[vocabulary]") {
  std::mt19937 random(23);
  const auto articles = test::random_articles(random, 1500);
  const Views terms{"ba", "ab", "abc", "dd", "\xC3\xA0\xC3\xA1", "never", "aa"};
  const Vocabulary vocabulary(made_of(terms));
  for (const int n_threads : {1, 2, 3}) {
    const auto counts =
        vocabulary.count<std::int32_t>(articles.views, test::words_of_two(), {}, {n_threads});
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

TEST_CASE("fields count into one row by their weights", "[vocabulary]") {
  const Vocabulary vocabulary(made_of({"aa", "bb", "cc"}));
  const test::Articles articles({U"bb aa", U"aa aa qq", U"", U"cc"});
  const Values values{false, {2.5, 1.0}};
  const auto counts = vocabulary.count<double>(articles.views, test::words_of_two(), values, {});
  REQUIRE(counts.indptr == std::vector<Offset>{0, 2, 3});
  REQUIRE(counts.indices == std::vector<Index>{0, 1, 2});
  REQUIRE(counts.values == std::vector<double>{4.5, 2.5, 1.0});
  const std::span<const text::View> three(articles.views.data(), 3);
  REQUIRE_THROWS_AS(vocabulary.count<double>(three, test::words_of_two(), values, {}),
                    std::invalid_argument);
}

TEST_CASE("eight threads count with one vocabulary, its first use included", "[vocabulary]") {
  std::mt19937 random(29);
  const auto articles = test::random_articles(random, 200);
  const auto make_terms = [] {
    Terms terms = made_of({"ba", "ab", "abc", "dd", "aa"});
    for (int t = 0; t < 50'000; ++t) terms.append(std::string("w").append(std::to_string(t)));
    return terms;
  };
  const auto count = [&](const Vocabulary& vocabulary) {
    return vocabulary.count<std::int32_t>(articles.views, test::words_of_two(), {}, {2});
  };
  const auto expected = count(Vocabulary(make_terms()));
  REQUIRE(expected.indices.size() > 200);
  for (int round = 0; round < 3; ++round) {
    const Vocabulary vocabulary(make_terms());
    std::vector<sparse::Csr<std::int32_t>> counts(8);
    std::vector<std::thread> threads;
    for (auto& result : counts) threads.emplace_back([&] { result = count(vocabulary); });
    for (auto& thread : threads) thread.join();
    for (const auto& result : counts) {
      REQUIRE(result.indptr == expected.indptr);
      REQUIRE(result.indices == expected.indices);
      REQUIRE(result.values == expected.values);
    }
  }
}

TEST_CASE("a vocabulary whose first use was stopped is used all the same", "[vocabulary]") {
  class Stopper final : public base::Monitor {
   public:
    void poll(std::int64_t, std::int64_t) override { throw std::runtime_error("stopped"); }
  };
  Terms terms;
  for (int t = 0; t < 2'000'000; ++t) terms.append(std::string("w").append(std::to_string(t)));
  const Vocabulary vocabulary(std::move(terms));
  const test::Articles articles({U"w1 w1999999"});
  Stopper stopper;
  const auto before = base::bytes_in_pages();
  REQUIRE_THROWS_WITH(
      vocabulary.count<double>(articles.views, test::words_of_two(), {}, {1, &stopper}), "stopped");
  REQUIRE(base::bytes_in_pages() == before);
  const auto counts = vocabulary.count<double>(articles.views, test::words_of_two(), {}, {});
  REQUIRE(counts.indices == std::vector<Index>{1, 1'999'999});
}

TEST_CASE("more terms than a thread remembers are counted all the same", "[vocabulary]") {
  Terms terms;
  std::vector<std::u32string> texts;
  constexpr Index n_terms = 300'000;
  for (Index t = 0; t < n_terms; ++t) {
    if (t % 50'000 == 0) texts.emplace_back();
    std::string term("w");
    term += std::to_string(t);
    terms.append(term);
    texts.back().append(term.begin(), term.end());
    texts.back() += U" w7 ";
  }
  const Vocabulary vocabulary(std::move(terms));
  const test::Articles articles(texts);
  const auto counts = vocabulary.count<std::int64_t>(articles.views, test::words_of_two(), {}, {});
  REQUIRE(counts.n_rows() == 6);
  for (Index i = 0; i < 6; ++i) {
    const auto row = counts.view().row(i);
    REQUIRE(row.size() == (i == 0 ? 50'000u : 50'001u));
    REQUIRE(row.columns[0] == (i == 0 ? 0 : 7));
    REQUIRE(std::accumulate(row.values.begin(), row.values.end(), std::int64_t{0}) == 100'000);
    REQUIRE(row.columns.back() == (i + 1) * 50'000 - 1);
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
