// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/vocabulary/document_frequencies.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

struct Article {
  Day day;
  std::map<std::string, std::int64_t> counts;
};
using Articles = std::vector<Article>;

template <class F>
auto with_checkpoint(F&& f) {
  std::optional<std::invoke_result_t<F, base::Checkpoint&>> result;
  base::parallel_for(
      1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) { result.emplace(f(checkpoint)); });
  return std::move(*result);
}

DocumentFrequencies frequencies_of(const Articles& articles) {
  std::set<std::string> names;
  for (const auto& article : articles) {
    for (const auto& [term, count] : article.counts) names.insert(term);
  }
  names.insert("zz");  // a column of no article
  Terms terms;
  std::map<std::string, Index> column;
  for (const auto& name : names) {
    column[name] = terms.size();
    terms.append(name);
  }
  sparse::Csr<std::int64_t> counts;
  counts.n_cols = terms.size();
  counts.indptr = {0};
  std::vector<Day> days;
  for (const auto& article : articles) {
    for (const auto& [term, count] : article.counts) {
      counts.indices.push_back(column[term]);
      counts.values.push_back(count);
    }
    counts.indptr.push_back(static_cast<Offset>(counts.indices.size()));
    days.push_back(article.day);
  }
  return with_checkpoint([&](base::Checkpoint& checkpoint) {
    return DocumentFrequencies::of(counts.view(), terms, days, checkpoint);
  });
}

// The slow, obvious way: each number by itself, in maps.
struct Reference {
  std::map<Day, std::int64_t> articles;
  std::map<std::pair<std::string, Day>, std::pair<std::int64_t, std::int64_t>> terms;

  void add(const Articles& added, std::int64_t sign = 1) {
    for (const auto& article : added) {
      if ((articles[article.day] += sign) == 0) articles.erase(article.day);
      for (const auto& [term, count] : article.counts) {
        auto& [df, cf] = terms[{term, article.day}];
        df += sign;
        cf += sign * count;
        if (df == 0) terms.erase({term, article.day});
      }
    }
  }
};

Reference as_maps(const DocumentFrequencies& frequencies) {
  Reference maps;
  const auto& a = frequencies.arrays();
  for (std::size_t d = 0; d < a.calendar.size(); ++d)
    maps.articles[a.calendar[d]] = a.n_documents[d];
  for (Index t = 0; t < frequencies.n_terms(); ++t) {
    for (auto e = a.indptr[static_cast<std::size_t>(t)];
         e < a.indptr[static_cast<std::size_t>(t) + 1]; ++e) {
      const auto at = static_cast<std::size_t>(e);
      maps.terms[{std::string(a.terms[t]), a.days[at]}] = {a.document_frequencies[at],
                                                           a.collection_frequencies[at]};
    }
  }
  return maps;
}

bool same(const DocumentFrequencies& x, const DocumentFrequencies& y) {
  const auto a = as_maps(x);
  const auto b = as_maps(y);
  return a.articles == b.articles && a.terms == b.terms;
}

DocumentFrequencies sum(const DocumentFrequencies& x, const DocumentFrequencies& y) {
  return with_checkpoint([&](base::Checkpoint& checkpoint) { return x.with(y, checkpoint); });
}

DocumentFrequencies difference(const DocumentFrequencies& x, const DocumentFrequencies& y) {
  return with_checkpoint([&](base::Checkpoint& checkpoint) { return x.without(y, checkpoint); });
}

Articles random_articles(std::mt19937& random) {
  Articles articles(random() % 12);
  for (auto& article : articles) {
    const auto day = static_cast<Day>(random() % 4);
    article.day = day == 3 ? undated : day;
    for (auto n = random() % 6; n > 0; --n) {
      article.counts[std::string(1 + random() % 2, static_cast<char>('a' + random() % 5))] +=
          static_cast<std::int64_t>(1 + random() % 3);
    }
  }
  return articles;
}

TEST_CASE("articles are counted by term and day", "[vocabulary]") {
  const auto found = as_maps(frequencies_of(
      {{7, {{"bridge", 2}, {"toll", 1}}}, {5, {{"bridge", 1}}}, {7, {{"bridge", 4}}}, {7, {}}}));
  REQUIRE(found.articles == std::map<Day, std::int64_t>{{5, 1}, {7, 3}});
  REQUIRE(found.terms.size() == 3);
  REQUIRE(found.terms.at({"bridge", 5}) == std::pair<std::int64_t, std::int64_t>{1, 1});
  REQUIRE(found.terms.at({"bridge", 7}) == std::pair<std::int64_t, std::int64_t>{2, 6});
  REQUIRE(found.terms.at({"toll", 7}) == std::pair<std::int64_t, std::int64_t>{1, 1});
}

TEST_CASE("adding and taking away is what counting all anew gives", "[vocabulary]") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 300; ++trial) {
    const auto a = random_articles(random);
    const auto b = random_articles(random);
    auto all = a;
    all.insert(all.end(), b.begin(), b.end());
    Reference reference;
    reference.add(a);
    reference.add(b);
    const auto x = frequencies_of(a);
    const auto y = frequencies_of(b);
    const auto both = sum(x, y);
    REQUIRE(as_maps(both).terms == reference.terms);
    REQUIRE(as_maps(both).articles == reference.articles);
    REQUIRE(same(both, frequencies_of(all)));
    REQUIRE(same(both, sum(y, x)));
    REQUIRE(same(difference(both, y), x));
    REQUIRE(difference(both, both).n_terms() == 0);
    REQUIRE(same(sum(both, DocumentFrequencies()), both));
  }
}

TEST_CASE("what is not there cannot be taken away", "[vocabulary]") {
  const auto two = frequencies_of({{4, {{"bridge", 2}}}, {4, {{"toll", 1}}}});
  REQUIRE_THROWS_AS(difference(two, frequencies_of({{4, {{"bridge", 1}}}})), std::invalid_argument);
  REQUIRE_THROWS_AS(difference(two, frequencies_of({{4, {{"chess", 1}}}})), std::invalid_argument);
  REQUIRE_THROWS_AS(difference(two, frequencies_of({{5, {}}})), std::invalid_argument);
  try {
    static_cast<void>(difference(two, frequencies_of({{4, {{"chess", 1}}}})));
  } catch (const std::invalid_argument& error) {
    REQUIRE(std::string(error.what()) ==
            "articles with \"chess\" cannot be removed: of 1970-01-05 there are 0, with 0 "
            "occurrences, and 1 with 1 are to go");
  }
}

TEST_CASE("an article counts half as much after each half-life", "[vocabulary]") {
  const auto some = frequencies_of(
      {{10, {{"aa", 1}}}, {8, {{"aa", 1}}}, {6, {{"bb", 1}}}, {undated, {{"bb", 1}}}, {13, {}}});
  const Decay decay{2.0, 10};
  REQUIRE(some.n_documents(std::nullopt) == 5.0);
  REQUIRE(some.n_documents(decay) == 1.0 + 0.5 + 0.25 + 1.0 + 1.0);
  const auto by_term = with_checkpoint(
      [&](base::Checkpoint& checkpoint) { return some.by_term(decay, checkpoint); });
  REQUIRE(by_term == std::vector<double>{1.5, 1.25});
}

TEST_CASE("pruning keeps the terms that a fit would keep", "[vocabulary]") {
  const auto some = frequencies_of({{1, {{"aa", 1}, {"bb", 5}, {"dd", 1}}},
                                    {2, {{"aa", 1}, {"cc", 2}, {"dd", 1}}},
                                    {3, {{"aa", 1}, {"dd", 3}}}});
  const auto kept = [&](const Pruning& pruning) {
    return with_checkpoint(
        [&](base::Checkpoint& checkpoint) { return some.kept(pruning, checkpoint); });
  };
  REQUIRE(kept({}) == std::vector<Index>{0, 1, 2, 3});
  REQUIRE(kept({.min_document_frequency = 2, .max_features = {}}) == std::vector<Index>{0, 3});
  REQUIRE(kept({.max_document_frequency = 2, .max_features = {}}) == std::vector<Index>{1, 2});
  REQUIRE(kept({.max_features = 2}) == std::vector<Index>{1, 3});
  REQUIRE(kept({.max_features = 3}) == std::vector<Index>{0, 1, 3});
  REQUIRE(kept({.max_features = 0}).empty());
}

TEST_CASE("arrays from outside are held to their order", "[vocabulary]") {
  const auto some = frequencies_of({{1, {{"aa", 1}, {"bb", 5}}}, {2, {{"aa", 1}}}});
  const auto restored = [](DocumentFrequencies::Arrays arrays) {
    return with_checkpoint([&](base::Checkpoint& checkpoint) {
      return DocumentFrequencies(std::move(arrays), checkpoint);
    });
  };
  REQUIRE(same(restored(some.arrays()), some));
  const auto is_refused = [&](auto&& spoil) {
    auto arrays = some.arrays();
    spoil(arrays);
    try {
      static_cast<void>(restored(std::move(arrays)));
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  REQUIRE(is_refused([](auto& a) { a.days[0] = 9; }));
  REQUIRE(is_refused([](auto& a) { std::swap(a.days[0], a.days[1]); }));
  REQUIRE(is_refused([](auto& a) { a.calendar[0] = 2; }));
  REQUIRE(is_refused([](auto& a) { a.n_documents[0] = 0; }));
  REQUIRE(is_refused([](auto& a) { a.document_frequencies[0] = 2; }));
  REQUIRE(is_refused([](auto& a) { a.collection_frequencies[1] = 0; }));
  REQUIRE(is_refused([](auto& a) { a.indptr[1] = 99; }));
  REQUIRE(is_refused([](auto& a) { a.indptr[2] = 2; }));
  REQUIRE(is_refused([](auto& a) { a.indptr.pop_back(); }));
  REQUIRE(is_refused([](auto& a) { a.days.pop_back(); }));
  REQUIRE(is_refused([](auto& a) { a.n_documents.push_back(1); }));
  REQUIRE(is_refused([](auto& a) {
    a.terms = Terms();
    a.terms.append("bb");
    a.terms.append("aa");
  }));
}

TEST_CASE("articles that are counted already are of no known date", "[vocabulary]") {
  Terms terms;
  for (const auto* term : {"aa", "bb", "cc"}) terms.append(term);
  const auto of_totals = [&](const std::vector<Index>& frequencies,
                             const std::vector<Offset>& occurrences, Offset n) {
    return with_checkpoint([&](base::Checkpoint& checkpoint) {
      return DocumentFrequencies::of_totals(terms, frequencies, occurrences, n, checkpoint);
    });
  };
  REQUIRE(same(of_totals({2, 0, 1}, {5, 0, 1}, 3),
               frequencies_of({{undated, {{"aa", 4}}}, {undated, {{"aa", 1}, {"cc", 1}}},
                               {undated, {}}})));
  REQUIRE(same(of_totals({0, 0, 0}, {0, 0, 0}, 0), DocumentFrequencies()));
  REQUIRE_THROWS_AS(of_totals({4, 0, 1}, {5, 0, 1}, 3), std::invalid_argument);
  REQUIRE_THROWS_AS(of_totals({1, 0}, {1, 0}, 3), std::invalid_argument);
}

TEST_CASE("terms come from bytes and offsets", "[vocabulary]") {
  Terms terms;
  terms.append("aa");
  terms.append("");
  terms.append("b");
  const auto again = Terms::from(terms.bytes(), terms.offsets());
  REQUIRE(again.size() == 3);
  REQUIRE(again[0] == "aa");
  REQUIRE(again[2] == "b");
  const std::vector<Offset> short_of_the_end{0, 2};
  const std::vector<Offset> falling{0, 3, 2, 3};
  REQUIRE_THROWS_AS(Terms::from(terms.bytes(), short_of_the_end), std::invalid_argument);
  REQUIRE_THROWS_AS(Terms::from(terms.bytes(), falling), std::invalid_argument);
  REQUIRE_THROWS_AS(Terms::from(terms.bytes(), {}), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::vocabulary
