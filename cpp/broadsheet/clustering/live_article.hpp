// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "broadsheet/clustering/live_row.hpp"
#include "broadsheet/clustering/live_story.hpp"

namespace broadsheet::clustering {

/// An article that lives.
struct LiveArticle {
  Timestamp time;
  std::int64_t story;
  LiveRow row;
};

/// Articles by their numbers.
using LiveArticles = std::map<std::int64_t, LiveArticle>;

/// Numbers of articles, the oldest first.
using ByTime = std::set<std::pair<Timestamp, std::int64_t>>;

/// Stories by their ids.
using LiveStoryMap = std::map<std::int64_t, LiveStory>;

}  // namespace broadsheet::clustering
