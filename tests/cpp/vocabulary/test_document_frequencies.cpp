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
#include "dated_articles.hpp"

namespace broadsheet::vocabulary {
namespace {

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
            "occurrences, and 1 with 1 are to go, which leaves 1 articles in all");
  }
}

TEST_CASE("no term may be in more articles than are left", "[vocabulary]") {
  const auto two = frequencies_of({{4, {{"bridge", 2}}}, {4, {{"bridge", 1}}}});
  REQUIRE_THROWS_AS(difference(two, frequencies_of({{4, {}}})), std::invalid_argument);
  const auto three = frequencies_of({{4, {{"bridge", 2}}}, {4, {{"bridge", 2}}}, {4, {}}});
  REQUIRE(same(difference(three, frequencies_of({{4, {}}})),
               frequencies_of({{4, {{"bridge", 2}}}, {4, {{"bridge", 2}}}})));
  // One article cannot hold a word less than once.
  REQUIRE_THROWS_AS(difference(two, frequencies_of({{4, {{"bridge", 3}}}})), std::invalid_argument);
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
  REQUIRE(same(
      of_totals({2, 0, 1}, {5, 0, 1}, 3),
      frequencies_of({{undated, {{"aa", 4}}}, {undated, {{"aa", 1}, {"cc", 1}}}, {undated, {}}})));
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
