// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/vocabulary/shingles.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

using Sets = std::vector<std::set<std::vector<std::string>>>;

std::vector<text::View> views_of(const std::vector<std::string>& texts) {
  std::vector<text::View> views;
  for (const auto& text : texts) views.push_back({text.data(), text.size(), text::Width::one});
  return views;
}

// The definition, of lower-case words between spaces: slow and obvious.
Sets reference(const std::vector<std::string>& texts, std::size_t n_words) {
  Sets sets;
  for (const auto& text : texts) {
    std::istringstream stream(text);
    const std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
    const auto n = std::min(n_words, words.size());
    auto& set = sets.emplace_back();
    for (std::size_t w = 0; n > 0 && w + n <= words.size(); ++w) {
      const auto first = words.begin() + static_cast<std::ptrdiff_t>(w);
      set.emplace(first, first + static_cast<std::ptrdiff_t>(n));
    }
  }
  return sets;
}

TEST_CASE("ids are shared exactly where shingles are", "[vocabulary]") {
  std::mt19937 random(5);
  std::vector<std::string> texts;
  for (int article = 0; article < 60; ++article) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) text += std::string(1, "abc"[random() % 3]) + " ";
    texts.push_back(text);
  }
  for (const std::size_t n_words : {1U, 2U, 3U, 5U, 100U}) {
    const auto expected = reference(texts, n_words);
    for (const int n_threads : {1, 3}) {
      const auto found = shingles(views_of(texts), n_words, {n_threads});
      REQUIRE(found.indptr.size() == texts.size() + 1);
      const auto row = [&](std::size_t i) {
        return std::vector<Index>(found.ids.begin() + found.indptr[i],
                                  found.ids.begin() + found.indptr[i + 1]);
      };
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto a = row(i);
        REQUIRE(a.size() == expected[i].size());
        REQUIRE(std::ranges::adjacent_find(a, std::ranges::greater_equal{}) == a.end());
        for (std::size_t j = 0; j < i; ++j) {
          std::vector<Index> both;
          std::ranges::set_intersection(a, row(j), std::back_inserter(both));
          const auto same = std::ranges::count_if(
              expected[i], [&](const auto& shingle) { return expected[j].contains(shingle); });
          REQUIRE(static_cast<std::ptrdiff_t>(both.size()) == same);
        }
      }
    }
  }
}

TEST_CASE("a shingle of no words is refused, and no articles have none", "[vocabulary]") {
  REQUIRE_THROWS_AS(shingles({}, 0, {}), std::invalid_argument);
  const auto none = shingles({}, 5, {});
  REQUIRE(none.indptr == std::vector<Offset>{0});
  REQUIRE(none.n_ids == 0);
}

TEST_CASE("shingles of all articles are not numbered by an index", "[vocabulary]") {
  std::string text;
  for (int w = 0; w < 200; ++w) text += "word" + std::to_string(w) + " ";
  const std::vector<std::string> texts(300, text);
  const auto found = shingles(views_of(texts), 3, {2});
  REQUIRE(found.n_ids == 198);
  REQUIRE(found.indptr.back() == 59'400);
  for (std::size_t e = 0; e < found.ids.size(); ++e) {
    REQUIRE(found.ids[e] == static_cast<Index>(e % 198));
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
