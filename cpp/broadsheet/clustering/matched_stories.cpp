// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/matched_stories.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::clustering {

namespace {

struct Overlap {
  std::int64_t old_id;
  Index label;
  std::size_t n_shared;
};

void require_valid(std::span<const std::int64_t> before, std::span<const Index> labels,
                   std::int64_t next_story) {
  if (before.size() != labels.size()) {
    throw std::invalid_argument("before has length " + std::to_string(before.size()) + ", labels " +
                                std::to_string(labels.size()));
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (before[i] < 0 || before[i] >= next_story) {
      throw std::invalid_argument("before[" + std::to_string(i) + "] is " +
                                  std::to_string(before[i]) + ", not in [0, " +
                                  std::to_string(next_story) + ")");
    }
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= labels.size()) {
      throw std::invalid_argument("labels[" + std::to_string(i) + "] is " +
                                  std::to_string(labels[i]) + ", not in [0, " +
                                  std::to_string(labels.size()) + ")");
    }
  }
}

std::vector<Overlap> overlaps(std::span<const std::int64_t> before, std::span<const Index> labels,
                              base::Checkpoint& checkpoint) {
  std::vector<std::pair<std::int64_t, Index>> pairs;
  pairs.reserve(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) pairs.emplace_back(before[i], labels[i]);
  base::sort(pairs.begin(), pairs.end(), checkpoint, std::less<>{});
  std::vector<Overlap> found;
  for (const auto& [old_id, label] : pairs) {
    if (found.empty() || found.back().old_id != old_id || found.back().label != label) {
      found.push_back({old_id, label, 0});
    }
    ++found.back().n_shared;
  }
  return found;
}

MatchedStories matched(std::span<const std::int64_t> before, std::span<const Index> labels,
                       std::int64_t next_story, base::Checkpoint& checkpoint) {
  auto pairs = overlaps(before, labels, checkpoint);
  const auto comes_first = [](const Overlap& a, const Overlap& b) {
    return std::tie(b.n_shared, a.old_id, a.label) < std::tie(a.n_shared, b.old_id, b.label);
  };
  base::sort(pairs.begin(), pairs.end(), checkpoint, comes_first);
  constexpr std::int64_t none = -1;
  std::vector<std::int64_t> id_of(labels.size(), none);
  std::unordered_set<std::int64_t> given;
  for (const auto& pair : pairs) {
    auto& id = id_of[static_cast<std::size_t>(pair.label)];
    if (id == none && given.insert(pair.old_id).second) id = pair.old_id;
  }
  std::vector<bool> is_there(labels.size());
  for (const auto label : labels) is_there[static_cast<std::size_t>(label)] = true;
  for (std::size_t label = 0; label < labels.size(); ++label) {
    if (is_there[label] && id_of[label] == none) id_of[label] = next_story++;
  }
  MatchedStories found{.story = {}, .next_story = next_story};
  found.story.reserve(labels.size());
  for (const auto label : labels) found.story.push_back(id_of[static_cast<std::size_t>(label)]);
  return found;
}

}  // namespace

MatchedStories matched_stories(std::span<const std::int64_t> before, std::span<const Index> labels,
                               std::int64_t next_story, const base::Run& run) {
  require_valid(before, labels, next_story);
  MatchedStories found;
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    found = matched(before, labels, next_story, checkpoint);
  });
  return found;
}

}  // namespace broadsheet::clustering
