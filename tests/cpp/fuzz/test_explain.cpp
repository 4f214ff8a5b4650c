// SPDX-License-Identifier: Apache-2.0
// As test_similarity.cpp, for what explains pairs and finds duplicates.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "broadsheet/explain/copied_runs.hpp"
#include "broadsheet/explain/pair_terms.hpp"
#include "broadsheet/explain/passages.hpp"
#include "broadsheet/explain/shared_runs.hpp"
#include "broadsheet/similarity/duplicates.hpp"
#include "catch.hpp"
#include "fuzz/cases.hpp"
#include "fuzz/hand_made.hpp"
#include "reference/close.hpp"
#include "reference/copied_runs.hpp"
#include "reference/duplicates.hpp"
#include "reference/pair_terms.hpp"
#include "reference/passages.hpp"
#include "reference/shared_runs.hpp"

namespace broadsheet::fuzz {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A row of ids and numbers of the result is that of the reference, filled up with -1 and 0.
template <class T, class Ids, class Numbers>
bool same_terms(const Ids& ids, const Numbers& numbers, Index width, std::size_t pair,
                const reference::Terms& expected) {
  for (std::size_t c = 0; c < static_cast<std::size_t>(width); ++c) {
    const auto at = pair * static_cast<std::size_t>(width) + c;
    const bool there = c < expected.size();
    if (ids[at] != (there ? expected[c].first : -1)) return false;
    if (numbers[at] != (there ? static_cast<T>(expected[c].second) : T{0})) return false;
  }
  return true;
}

// Sums of such numbers overflow or lose the others, in an order that is not laid down.
bool is_extreme(const reference::PairTerms& terms, double rest) {
  return std::any_of(terms.shared.begin(), terms.shared.end(),
                     [](const auto& term) { return !(std::abs(term.second) < 1e3); }) ||
         !(std::abs(rest) < 1e3);
}

template <class T>
bool check_pair_terms(std::uint32_t seed) {
  Choices choices(seed);
  const auto x = hand_made<T>(choices.one_of<Index>({1, 4, 10, 90}), choices);
  const auto n_rows = x.indptr.empty() ? Offset{0} : static_cast<Offset>(x.indptr.size() - 1);
  std::vector<Offset> pairs;
  for (auto n = 2 * choices.below(6); n > 0; --n) {
    pairs.push_back(
        n_rows > 0 ? static_cast<Offset>(choices.below(static_cast<std::size_t>(n_rows))) : 0);
  }
  if (choices.once_in(20)) pairs.push_back(0);
  if (!pairs.empty() && choices.once_in(10)) {
    choices.one_of(pairs) = choices.one_of<Offset>(
        {-1, n_rows, std::numeric_limits<Offset>::max(), std::numeric_limits<Offset>::min()});
  }
  pairs.shrink_to_fit();
  const auto k = choices.one_of<Index>({-1, 0, 1, 2, 5, 70, std::numeric_limits<Index>::max()});
  const bool valid =
      !complaint(x, "X") && k >= 1 && pairs.size() % 2 == 0 &&
      std::all_of(pairs.begin(), pairs.end(), [&](Offset row) { return row >= 0 && row < n_rows; });
  INFO("seed " << seed);
  explain::PairTerms<T> found;
  const bool refused = refuses([&] {
    sparse::validate(x.view(), "X");
    found = explain::pair_terms(x.view(), pairs, k, {choices.once_in(20) ? 2 : 1});
  });
  REQUIRE(refused == !valid);
  if (!valid) return false;
  const auto rows = reference::dense(x.view());
  for (std::size_t p = 0; p < pairs.size() / 2; ++p) {
    const auto i = static_cast<Index>(pairs[2 * p]);
    const auto j = static_cast<Index>(pairs[2 * p + 1]);
    const auto expected = reference::pair_terms(rows[static_cast<std::size_t>(i)],
                                                rows[static_cast<std::size_t>(j)], k);
    const auto width = found.width;
    REQUIRE(same_terms<double>(found.shared, found.contributions, width, p, expected.shared));
    REQUIRE(
        same_terms<T>(found.only_first, found.only_first_weights, width, p, expected.only_first));
    REQUIRE(same_terms<T>(found.only_second, found.only_second_weights, width, p,
                          expected.only_second));
    const auto score = sparse::dot(x.view().row(i), x.view().row(j));
    REQUIRE(
        (found.similarity[p] == score || (std::isnan(score) && std::isnan(found.similarity[p]))));
    if (!is_extreme(expected, expected.rest)) {
      REQUIRE(reference::close(found.rest[p], expected.rest));
    }
  }
  return true;
}

template <class T>
bool check_best_matches(std::uint32_t seed) {
  Choices choices(seed);
  const auto first = hand_made<T>(choices.one_of<Index>({1, 4, 10}), choices);
  const auto second =
      hand_made<T>(choices.once_in(10) || first.n_cols < 0 ? Index{3} : first.n_cols, choices);
  std::vector<double> weights;
  for (Index t = choices.once_in(20) ? 1 : 0; t < first.n_cols; ++t) {
    weights.push_back(choices.one_of({0., .25, 1., 2.}));
  }
  if (!weights.empty() && choices.once_in(10)) {
    choices.one_of(weights) = choices.one_of({-1., nan, 0x1p20});
  }
  const bool valid = !complaint(first, "first") && !complaint(second, "second") &&
                     first.n_cols == second.n_cols &&
                     weights.size() == static_cast<std::size_t>(first.n_cols) &&
                     std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0.0; });
  INFO("seed " << seed);
  explain::BestMatches found;
  const bool refused = refuses([&] {
    sparse::validate(first.view(), "first");
    sparse::validate(second.view(), "second");
    found = explain::best_matches(first.view(), second.view(), weights, {});
  });
  REQUIRE(refused == !valid);
  if (!valid) return false;
  const auto expected = reference::best_matches(first.view(), second.view(), weights);
  REQUIRE(found.rows == expected.rows);
  REQUIRE(found.scores == expected.scores);
  return true;
}

// Sets are the rows of a hand-made matrix; values play no part.
bool check_duplicates(std::uint32_t seed) {
  Choices choices(seed);
  auto x = hand_made<float>(choices.one_of<Index>({1, 4, 10}), choices);
  x.values.assign(x.indices.size(), 1.0F);
  const auto n_sets = x.indptr.empty() ? 0 : x.indptr.size() - 1;
  std::vector<Index> order(n_sets);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), choices.random());
  if (choices.once_in(20)) order.push_back(0);
  if (!order.empty() && choices.once_in(20)) {
    choices.one_of(order) = choices.one_of<Index>({-1, 0, static_cast<Index>(n_sets)});
  }
  order.shrink_to_fit();
  const auto least = choices.one_of({1e-300, .1, .5, 2. / 3., .9, 1., 0., -1., 1.5, nan});
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  bool valid = !complaint(x, "sets") && sorted.size() == n_sets && least > 0.0 && least <= 1.0;
  for (std::size_t i = 0; valid && i < n_sets; ++i) valid = sorted[i] == static_cast<Index>(i);
  const similarity::SetsView sets{x.indptr, x.indices, x.n_cols};
  INFO("seed " << seed);
  similarity::Duplicates found;
  const bool refused = refuses([&] { found = similarity::duplicates(sets, order, least, {}); });
  REQUIRE(refused == !valid);
  if (!valid) return false;
  const auto expected = reference::duplicates(sets, order, least);
  REQUIRE(found.i == expected.i);
  REQUIRE(found.j == expected.j);
  REQUIRE(found.jaccard == expected.jaccard);
  REQUIRE(found.contained_i == expected.contained_i);
  REQUIRE(found.contained_j == expected.contained_j);
  REQUIRE(found.leader == expected.leader);
  return true;
}

// Words are any numbers: few of them, so that they repeat.
bool check_shared_runs(std::uint32_t seed) {
  Choices choices(seed);
  const auto n_different = 1 + choices.below(5);
  const auto some_words = [&] {
    std::vector<Index> words(choices.below(40));
    for (auto& word : words) {
      word = static_cast<Index>(choices.below(n_different));
      if (choices.once_in(10)) {
        word = choices.one_of<Index>(
            {-1, std::numeric_limits<Index>::min(), std::numeric_limits<Index>::max()});
      }
    }
    return words;
  };
  const auto a = some_words();
  auto b = some_words();
  if (choices.once_in(3)) b.insert(b.end(), a.begin(), a.end());
  b.shrink_to_fit();
  const auto n_words =
      choices.one_of<std::size_t>({0, 1, 2, 3, 7, std::numeric_limits<std::size_t>::max()});
  INFO("seed " << seed);
  explain::SharedRuns found;
  const bool refused = refuses([&] { found = explain::shared_runs(a, b, n_words, {}); });
  REQUIRE(refused == (n_words == 0));
  if (refused) return false;
  const auto expected = reference::shared_runs(a, b, n_words);
  REQUIRE(found.first == expected.first);
  REQUIRE(found.second == expected.second);
  REQUIRE(found.lengths == expected.lengths);
  return true;
}

// Texts of few different words, of which some belong to one document.
bool check_copied_runs(std::uint32_t seed) {
  Choices choices(seed);
  const auto n_different = 1 + choices.below(4);
  std::vector<std::vector<Index>> texts(choices.below(7));
  std::vector<Offset> indptr{0};
  std::vector<Index> ids;
  std::vector<Index> documents;
  for (auto& text : texts) {
    text.resize(choices.below(16));
    for (auto& word : text) word = static_cast<Index>(choices.below(n_different));
    ids.insert(ids.end(), text.begin(), text.end());
    indptr.push_back(static_cast<Offset>(ids.size()));
    const auto last = documents.empty() ? Index{0} : documents.back();
    documents.push_back(static_cast<Index>(static_cast<std::size_t>(last) + choices.below(2)));
  }
  const auto n_words =
      choices.one_of<std::size_t>({0, 1, 2, 3, 7, std::numeric_limits<std::size_t>::max()});
  if (choices.once_in(20)) documents.push_back(std::numeric_limits<Index>::max());
  if (!documents.empty() && choices.once_in(10)) {
    choices.one_of(documents) =
        choices.one_of<Index>({std::numeric_limits<Index>::min(), -1, 0, 9});
  }
  const auto straight = indptr;
  if (choices.once_in(10)) {
    choices.one_of(indptr) = choices.one_of<Offset>(
        {-1, 0, static_cast<Offset>(ids.size()) + 1, std::numeric_limits<Offset>::max()});
  }
  if (choices.once_in(20)) indptr.pop_back();
  documents.shrink_to_fit();
  indptr.shrink_to_fit();
  ids.shrink_to_fit();
  const bool valid = n_words > 0 && !indptr.empty() && indptr.front() == 0 &&
                     std::is_sorted(indptr.begin(), indptr.end()) &&
                     indptr.back() == static_cast<Offset>(ids.size()) &&
                     documents.size() + 1 == indptr.size() &&
                     std::is_sorted(documents.begin(), documents.end());
  INFO("seed " << seed);
  explain::CopiedRuns found;
  const bool refused =
      refuses([&] { found = explain::copied_runs(indptr, ids, documents, n_words, {}); });
  REQUIRE(refused == !valid);
  if (!valid || indptr != straight) return false;
  const auto expected = reference::copied_runs(texts, documents, n_words);
  REQUIRE(found.indptr == expected.indptr);
  REQUIRE(found.begins == expected.begins);
  REQUIRE(found.lengths == expected.lengths);
  REQUIRE(found.origins == expected.origins);
  return true;
}

TEST_CASE("pairs of hand-made matrices are explained as by the reference, or refused", "[fuzz]") {
  for_each_case(false, by_type(check_pair_terms<float>, check_pair_terms<double>));
}

TEST_CASE("many pairs of hand-made matrices are explained as by the reference, or refused",
          "[fuzz][slow]") {
  for_each_case(true, by_type(check_pair_terms<float>, check_pair_terms<double>));
}

TEST_CASE("hand-made sentences match as in the reference, or are refused", "[fuzz]") {
  for_each_case(false, by_type(check_best_matches<float>, check_best_matches<double>));
}

TEST_CASE("many hand-made sentences match as in the reference, or are refused", "[fuzz][slow]") {
  for_each_case(true, by_type(check_best_matches<float>, check_best_matches<double>));
}

TEST_CASE("hand-made sets are duplicates as in the reference, or are refused", "[fuzz]") {
  for_each_case(false, check_duplicates);
}

TEST_CASE("many hand-made sets are duplicates as in the reference, or are refused",
          "[fuzz][slow]") {
  for_each_case(true, check_duplicates);
}

TEST_CASE("hand-made texts share the runs of the reference, or are refused", "[fuzz]") {
  for_each_case(false, check_shared_runs);
}

TEST_CASE("many hand-made texts share the runs of the reference, or are refused", "[fuzz][slow]") {
  for_each_case(true, check_shared_runs);
}

TEST_CASE("hand-made texts copy the runs of the reference, or are refused", "[fuzz]") {
  for_each_case(false, check_copied_runs);
}

TEST_CASE("many hand-made texts copy the runs of the reference, or are refused", "[fuzz][slow]") {
  for_each_case(true, check_copied_runs);
}

}  // namespace
}  // namespace broadsheet::fuzz
