// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "broadsheet/clustering/matched_stories.hpp"
#include "catch.hpp"

using broadsheet::Index;
using broadsheet::base::Run;
using broadsheet::clustering::matched_stories;
using broadsheet::clustering::MatchedStories;
using Ids = std::vector<std::int64_t>;
using Labels = std::vector<Index>;

namespace {

MatchedStories match(const Ids& before, const Labels& labels, std::int64_t next_story) {
  return matched_stories(before, labels, next_story, Run{});
}

// The definition, read aloud: as long as there is a pair, the one that comes first.
Ids by_definition(const Ids& before, const Labels& labels, std::int64_t next_story) {
  std::map<std::pair<std::int64_t, Index>, std::size_t> n_shared;
  for (std::size_t i = 0; i < labels.size(); ++i) ++n_shared[{before[i], labels[i]}];
  std::map<Index, std::int64_t> id_of;
  while (!n_shared.empty()) {
    auto best = n_shared.begin();  // a map goes by ids, then by labels: of equals the first stays
    for (auto pair = n_shared.begin(); pair != n_shared.end(); ++pair) {
      if (pair->second > best->second) best = pair;
    }
    const auto [id, label] = best->first;
    id_of[label] = id;
    std::erase_if(n_shared, [id = id, label = label](const auto& pair) {
      return pair.first.first == id || pair.first.second == label;
    });
  }
  for (const auto label : std::set<Index>(labels.begin(), labels.end())) {
    if (!id_of.contains(label)) id_of[label] = next_story++;
  }
  Ids found;
  for (const auto label : labels) found.push_back(id_of[label]);
  return found;
}

}  // namespace

TEST_CASE("stories that stay as they are keep their ids") {
  const auto found = match({7, 3, 7, 9}, {0, 1, 0, 2}, 10);
  CHECK(found.story == Ids{7, 3, 7, 9});
  CHECK(found.next_story == 10);
}

TEST_CASE("a story that takes another one keeps the id that most of its articles had") {
  CHECK(match({1, 4, 4}, {0, 0, 0}, 5).story == Ids{4, 4, 4});
}

TEST_CASE("of equal shares the oldest id stays") {
  CHECK(match({4, 1}, {0, 0}, 5).story == Ids{1, 1});
}

TEST_CASE("the larger part of a story that falls apart keeps the id, the other has the next") {
  const auto found = match({2, 2, 2}, {0, 1, 1}, 3);
  CHECK(found.story == Ids{3, 2, 2});
  CHECK(found.next_story == 4);
}

TEST_CASE("of equal parts the one that comes first keeps the id") {
  CHECK(match({2, 2}, {0, 1}, 3).story == Ids{2, 3});
}

TEST_CASE("no articles have no stories") {
  const auto found = match({}, {}, 3);
  CHECK(found.story.empty());
  CHECK(found.next_story == 3);
}

TEST_CASE("what does not fit is refused") {
  CHECK_THROWS_AS(match({0}, {0, 0}, 1), std::invalid_argument);
  CHECK_THROWS_AS(match({1}, {0}, 1), std::invalid_argument);
  CHECK_THROWS_AS(match({-1}, {0}, 1), std::invalid_argument);
  CHECK_THROWS_AS(match({0}, {1}, 1), std::invalid_argument);
  CHECK_THROWS_AS(match({0}, {-1}, 1), std::invalid_argument);
}

TEST_CASE("ids are those of the definition") {
  std::mt19937 random(0);
  for (int round = 0; round < 500; ++round) {
    const std::size_t n = 1 + random() % 20;
    Ids before(n);
    Labels labels(n);
    for (auto& id : before) id = static_cast<std::int64_t>(random() % 6);
    for (auto& label : labels) label = static_cast<Index>(random() % n);
    CHECK(match(before, labels, 6).story == by_definition(before, labels, 6));
  }
}
