// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"

namespace broadsheet::clustering {

/// The ids of stories that were found anew.
struct MatchedStories {
  std::vector<std::int64_t> story;  ///< shape (n_articles,): of each article, its story's id.
  std::int64_t next_story = 0;      ///< the first id that is not given yet.
};

/// Gives stories that were found anew the ids of old ones, by the articles that they share.
///
/// Of all pairs of an old and a new story, that which shares most articles is taken first; of
/// equal ones that of the oldest id, then that of the least label. An id goes to one new story, and
/// a new story has one id; those that get none have the next ids, in the order of their labels.
/// O(n log n) of articles.
///
/// @param before      shape (n_articles,): ids, in [0, next_story).
/// @param labels      shape (n_articles,): of the new stories, in [0, n_articles).
/// @param next_story  at least 0.
/// @throws std::invalid_argument  when these do not fit each other.
[[nodiscard]] MatchedStories matched_stories(std::span<const std::int64_t> before,
                                             std::span<const Index> labels, std::int64_t next_story,
                                             const base::Run& run);

}  // namespace broadsheet::clustering
