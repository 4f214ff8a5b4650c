// SPDX-License-Identifier: Apache-2.0
// More entries than an index of 16 bits numbers, of few terms.
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/vocabulary/learn.hpp"
#include "catch.hpp"

namespace broadsheet::vocabulary {
namespace {

std::string numbered_words(int n) {
  std::string text;
  for (int w = 0; w < n; ++w) text += "word" + std::to_string(w) + " ";
  return text;
}

void add(Learner& learner, const std::vector<std::string>& texts, tokens::NgramRange range) {
  std::vector<text::View> views;
  for (const auto& text : texts) views.push_back({text.data(), text.size(), text::Width::one});
  learner.add(views, tokens::Analyzer(tokens::Unit::word, range, {}, 2, {}), {2});
}

TEST_CASE("counts of all articles are not numbered by an index", "[vocabulary]") {
  Learner learner;
  add(learner, std::vector<std::string>(300, numbered_words(150)), {1, 2});
  const auto learnt = learner.finish<std::int32_t>({}, {}, {2});
  REQUIRE(learnt.terms.size() == 299);
  REQUIRE(learnt.counts.indptr.back() == 300 * 299);
  for (std::size_t e = 0; e < learnt.counts.indices.size(); ++e) {
    REQUIRE(learnt.counts.indices[e] == static_cast<Index>(e % 299));
    REQUIRE(learnt.counts.values[e] == 1);
  }
}

TEST_CASE("more n-grams than an index numbers, times their lengths, are refused", "[vocabulary]") {
  // An id is that of the n-gram of its n, times the number of lengths: 36,000 of 12,000 words.
  Learner learner;
  const auto learn = [&] { add(learner, {numbered_words(12'000)}, {1, 3}); };
  if constexpr (sizeof(Index) == 2) {
    REQUIRE_THROWS_AS(learn(), std::length_error);
  } else {
    REQUIRE_NOTHROW(learn());
  }
}

}  // namespace
}  // namespace broadsheet::vocabulary
