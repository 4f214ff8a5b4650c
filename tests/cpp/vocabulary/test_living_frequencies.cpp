// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/vocabulary/living_frequencies.hpp"
#include "catch.hpp"
#include "dated_articles.hpp"

namespace broadsheet::vocabulary {
namespace {

LivingFrequencies living(const Articles& articles) {
  return LivingFrequencies(frequencies_of(articles));
}

LivingFrequencies with(const LivingFrequencies& x, const LivingFrequencies& y) {
  return with_checkpoint([&](base::Checkpoint& checkpoint) { return x.with(y, checkpoint); });
}

LivingFrequencies without(const LivingFrequencies& x, const LivingFrequencies& y) {
  return with_checkpoint([&](base::Checkpoint& checkpoint) { return x.without(y, checkpoint); });
}

LivingFrequencies settled(const LivingFrequencies& x) {
  return with_checkpoint([&](base::Checkpoint& checkpoint) { return x.settled(checkpoint); });
}

bool same(const LivingFrequencies& x, const Reference& maps) {
  const auto whole = settled(x);
  const auto found = as_maps(whole.whole());
  return found.articles == maps.articles && found.terms == maps.terms;
}

// Many articles of many words, so that there are runs of several sizes.
Articles large_collection(std::mt19937& random, std::size_t n) {
  Articles articles(n);
  for (auto& article : articles) {
    article.day = static_cast<Day>(random() % 3);
    for (int w = 0; w < 8; ++w) {
      article.counts[std::to_string(random() % 997)] += 1;
    }
    article.counts["the"] += 2;
  }
  return articles;
}

TEST_CASE("what is added and taken away in parts is what counting all anew gives", "[vocabulary]") {
  std::mt19937 random(11);
  for (int trial = 0; trial < 40; ++trial) {
    LivingFrequencies now;
    Reference reference;
    Articles there;
    for (int step = 0; step < 30; ++step) {
      if (random() % 3 != 0 || there.empty()) {
        auto more = step == 0 ? large_collection(random, 60) : random_articles(random);
        now = with(now, living(more));
        reference.add(more);
        there.insert(there.end(), more.begin(), more.end());
      } else {
        std::shuffle(there.begin(), there.end(), random);
        const auto n = std::min<std::size_t>(there.size(), random() % 5);
        const Articles gone(there.end() - static_cast<std::ptrdiff_t>(n), there.end());
        there.resize(there.size() - n);
        now = without(now, living(gone));
        reference.add(gone, -1);
      }
      REQUIRE(now.n_documents() == static_cast<Offset>(there.size()));
      if (random() % 4 == 0) {
        REQUIRE(same(now, reference));
        if (random() % 2 == 0) now = settled(now);
      }
    }
    REQUIRE(same(now, reference));
  }
}

TEST_CASE("what may be taken away is what may be taken from all in one run", "[vocabulary]") {
  std::mt19937 random(5);
  int refused = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    const auto a = random_articles(random);
    const auto b = random_articles(random);
    auto some = random_articles(random);
    auto gone = random_articles(random);
    some.resize(std::min<std::size_t>(some.size(), 2));
    gone.resize(std::min<std::size_t>(gone.size(), 2));
    if (random() % 2 == 0)
      gone = Articles(a.begin(), a.begin() + std::min<std::ptrdiff_t>(
                                                 2, static_cast<std::ptrdiff_t>(a.size())));
    for (auto& article : gone) {
      if (random() % 8 == 0) article.counts["a"] += 1;
      if (random() % 8 == 0) article.counts.clear();
    }
    // some comes and goes again, so that there is a run of what was taken away
    const auto parts = without(with(with(living(a), living(some)), living(b)), living(some));
    const auto whole = sum(frequencies_of(a), frequencies_of(b));
    try {
      const auto left = difference(whole, frequencies_of(gone));
      REQUIRE(vocabulary::same(settled(without(parts, living(gone))).whole(), left));
    } catch (const std::invalid_argument&) {
      ++refused;
      REQUIRE_THROWS_AS(without(parts, living(gone)), std::invalid_argument);
      REQUIRE(vocabulary::same(settled(parts).whole(), whole));
    }
  }
  REQUIRE(refused > 200);
  REQUIRE(refused < 1800);
}

TEST_CASE("articles without words cannot go where each has one", "[vocabulary]") {
  std::mt19937 random(2);
  auto many = large_collection(random, 50);
  auto parts = with(living(many), living(large_collection(random, 3)));
  for (Day day = 0; day < 3; ++day) {
    REQUIRE_THROWS_AS(without(parts, living({{day, {}}})), std::invalid_argument);
  }
  parts = with(parts, living({{1, {}}}));
  REQUIRE(without(parts, living({{1, {}}})).n_documents() == parts.n_documents() - 1);
  REQUIRE_THROWS_AS(without(parts, living({{1, {}}, {1, {}}})), std::invalid_argument);
}

TEST_CASE("runs are few, and reading leaves one", "[vocabulary]") {
  std::mt19937 random(4);
  LivingFrequencies now;
  for (int n = 0; n < 200; ++n) now = with(now, living(large_collection(random, 2)));
  REQUIRE(now.n_runs() > 1);
  REQUIRE(now.n_runs() < 14);
  const auto gone = large_collection(random, 1);
  now = without(with(now, living(gone)), living(gone));
  REQUIRE(settled(now).n_runs() == 1);
  REQUIRE(settled(without(now, now)).n_runs() == 0);
}

TEST_CASE("a sum that does not fit is refused when it is made", "[vocabulary]") {
  const auto most = std::numeric_limits<std::int64_t>::max();
  const auto huge = living({{1, {{"bridge", most}}}});
  REQUIRE_THROWS_AS(with(huge, living({{1, {{"bridge", 1}}}})), std::overflow_error);
  REQUIRE(with(huge, living({{1, {{"toll", most}}}})).n_documents() == 2);
}

}  // namespace
}  // namespace broadsheet::vocabulary
