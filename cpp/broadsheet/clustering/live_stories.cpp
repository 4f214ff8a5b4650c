// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/live_stories.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {
namespace {

using similarity::unknown_time;

// No further than a moment can be from the end of time.
Timestamp earlier(Timestamp time, std::int64_t by) {
  constexpr auto least = unknown_time + 1;
  return time < least + by ? least : time - by;
}

Timestamp later(Timestamp time, std::int64_t by) {
  constexpr auto most = std::numeric_limits<Timestamp>::max();
  return time > most - by ? most : time + by;
}

void require_options(const LiveOptions& options) {
  if (options.window < 0) {
    throw std::invalid_argument("window must be at least 0, got " + std::to_string(options.window) +
                                " microseconds");
  }
  if (options.sigma && !(*options.sigma > 0.0 && std::isfinite(*options.sigma))) {
    throw std::invalid_argument("time_scale must be positive and finite, got " +
                                std::to_string(*options.sigma));
  }
}

}  // namespace

LiveStories::LiveStories(const LiveOptions& options)
    : options_(options), frequencies_(options.half_life), index_(options.sigma) {
  require_options(options);
  committed_ = mark();
}

LiveStories::LiveStories(const LiveOptions& options, LiveState state, const base::Run& run)
    : options_(options),
      frequencies_(options.half_life, std::move(state.frequencies)),
      index_(options.sigma) {
  require_options(options);
  now_ = {state.clock, state.n_seen, state.next_story};
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (Index i = 0; i < state.rows.n_rows(); ++i) {
      checkpoint();
      const auto at = static_cast<std::size_t>(i);
      const auto row = state.rows.view().row(i);
      articles_.emplace_hint(articles_.end(), state.numbers[at],
                             LiveArticle{state.times[at],
                                         state.stories[at],
                                         {{row.columns.begin(), row.columns.end()},
                                          {row.values.begin(), row.values.end()}}});
      by_time_.emplace(state.times[at], state.numbers[at]);
    }
    stories_ = grouped(state.stories, checkpoint);
  });
  committed_ = mark();
}

LiveState LiveStories::state(const base::Run& run) const {
  LiveState state{now_.clock, now_.n_seen, now_.next_story, frequencies_.state(), {}, {}, {}, {}};
  state.rows.n_cols = n_terms();
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (const auto& [number, article] : articles_) {
      checkpoint();
      state.numbers.push_back(number);
      state.times.push_back(article.time);
      state.stories.push_back(article.story);
      base::append(state.rows.indices, article.row.columns.data(), article.row.columns.size());
      base::append(state.rows.values, article.row.values.data(), article.row.values.size());
      state.rows.indptr.push_back(static_cast<Offset>(state.rows.indices.size()));
    }
  });
  return state;
}

template <class F>
auto LiveStories::all_or_nothing(F&& f) {
  const auto before = mark();
  try {
    return f();
  } catch (...) {
    undo(before);
    throw;
  }
}

Assigned LiveStories::add(const Arrivals& arrivals, const base::Run& run) {
  validate(arrivals, now_.n_seen, run);
  const auto n = static_cast<std::size_t>(arrivals.rows.n_rows());
  Assigned assigned;
  assigned.story.reserve(n);
  assigned.similarity.reserve(n);
  assigned.opened.reserve(n);
  return all_or_nothing([&] {
    frequencies_.resize(arrivals.rows.n_cols);
    base::parallel_for(arrivals.rows.n_rows(), {1, run.monitor},
                       [&](std::int64_t i, base::Checkpoint& checkpoint) {
                         checkpoint();
                         arrive(arrivals, static_cast<Index>(i), assigned, checkpoint);
                       });
    return std::move(assigned);
  });
}

EndedStories LiveStories::advance(Timestamp now, const base::Run& run) {
  if (now == unknown_time) throw std::invalid_argument("the time must be known");
  EndedStories ended;
  return all_or_nothing([&] {
    base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
      move_clock(now, -1, ended, checkpoint);
    });
    return std::move(ended);
  });
}

void LiveStories::move_clock(Timestamp time, std::int64_t row, EndedStories& ended,
                             base::Checkpoint& checkpoint) {
  if (now_.clock != unknown_time && time <= now_.clock) return;
  now_.clock = time;
  const auto oldest = earlier(time, options_.window);
  while (!by_time_.empty() && by_time_.begin()->first < oldest) {
    checkpoint();
    leave(row, ended);
  }
}

void LiveStories::leave(std::int64_t row, EndedStories& ended) {
  // All that may throw comes first.
  if (changes_.size() == changes_.capacity()) changes_.reserve(2 * changes_.size() + 16);
  const auto number = by_time_.begin()->second;
  const auto& article = articles_.at(number);
  const auto found = stories_.find(article.story);
  auto& story = found->second;
  Left left;
  if (story.n_articles() == 1) {
    ended.story.push_back(story.id());
    ended.at.push_back(later(story.newest(), options_.window));
    ended.row.push_back(row);
    index_.end(story);
    left.story = stories_.extract(found);
  } else {
    // Those that stay are no older: one of them is as new as the newest.
    story.remove(article.row, article.time, story.newest());
  }
  left.place = by_time_.extract(by_time_.begin());
  left.article = articles_.extract(number);
  const bool stays = left.story.empty();
  changes_.emplace_back(std::move(left));
  if (stays) index_.leave(story);
}

LiveRow LiveStories::weighed(const sparse::Row<double>& row, Timestamp time) {
  if (!options_.weigh) return live_row(row.columns, row.values);
  weights_.resize(row.size());
  frequencies_.count(row.columns, time, now_.clock);
  frequencies_.weigh(row.columns, row.values, now_.clock, weights_);
  return live_row(row.columns, weights_);
}

double LiveStories::similarity(const LiveRow& row, Timestamp time, const LiveStory& story) const {
  const auto cosine = mean_cosine(row, story);
  const auto moment = story.moment();
  if (!options_.sigma || time == moment) return cosine;
  const auto z = static_cast<double>(similarity::distance(time, moment)) / *options_.sigma;
  return cosine * std::exp(-0.5 * z * z);
}

LiveStory* LiveStories::chosen(const Arrivals& arrivals, Index i, const LiveRow& row,
                               double& similarity, base::Checkpoint& checkpoint) {
  const auto at = static_cast<std::size_t>(i);
  const auto time = arrivals.times[at];
  if (!arrivals.forced.empty() && arrivals.forced[at] >= 0) {
    const auto other = articles_.find(arrivals.forced[at]);
    if (other != articles_.end()) {
      auto& story = stories_.at(other->second.story);
      similarity = this->similarity(row, time, story);
      return &story;
    }
  }
  barred_.clear();
  if (!arrivals.barred_indptr.empty()) {
    for (auto b = arrivals.barred_indptr[at]; b < arrivals.barred_indptr[at + 1]; ++b) {
      const auto other = articles_.find(arrivals.barred[static_cast<std::size_t>(b)]);
      if (other != articles_.end()) barred_.push_back(other->second.story);
    }
  }
  LiveStory* best = nullptr;
  similarity = arrivals.min_similarity;
  for (const auto& candidate : index_.candidates(row, time, similarity, checkpoint)) {
    if (candidate.bound < similarity) break;
    checkpoint();
    auto& story = *candidate.story;
    if (std::find(barred_.begin(), barred_.end(), story.id()) != barred_.end()) continue;
    const auto value = this->similarity(row, time, story);
    if (value < similarity) continue;
    if (best != nullptr && value == similarity && story.id() > best->id()) continue;
    best = &story;
    similarity = value;
  }
  return best;
}

void LiveStories::arrive(const Arrivals& arrivals, Index i, Assigned& assigned,
                         base::Checkpoint& checkpoint) {
  const auto time = arrivals.times[static_cast<std::size_t>(i)];
  move_clock(time, i, assigned.ended, checkpoint);
  index_.prepare(stories_, n_terms(), now_.clock, checkpoint);
  auto row = weighed(arrivals.rows.row(i), time);
  double similarity = 0.0;
  auto* story = chosen(arrivals, i, row, similarity, checkpoint);
  const bool opened = story == nullptr;
  const auto id = opened ? now_.next_story : story->id();
  if (time >= earlier(now_.clock, options_.window)) {
    const auto number = now_.n_seen;
    if (changes_.size() == changes_.capacity()) changes_.reserve(2 * changes_.size() + 16);
    const auto place = by_time_.emplace(time, number).first;
    try {
      const auto& first =
          articles_.try_emplace(number, LiveArticle{time, id, std::move(row)}).first->second.row;
      try {
        Joined joined{number, opened, time};
        if (opened) {
          story = &stories_.try_emplace(id, id, first, time).first->second;
        } else {
          joined.newest_before = story->newest();
          story->add(first, time);
        }
        changes_.emplace_back(joined);  // there is room
      } catch (...) {
        articles_.erase(number);
        throw;
      }
    } catch (...) {
      by_time_.erase(place);
      throw;
    }
    // From here on `undo` knows of it.
    if (opened) {
      index_.open(*story);
    } else {
      index_.join(*story, articles_.find(number)->second.row);
    }
  }
  assigned.story.push_back(id);
  assigned.similarity.push_back(opened ? std::numeric_limits<double>::quiet_NaN() : similarity);
  assigned.opened.push_back(opened ? 1 : 0);
  now_.next_story += opened ? 1 : 0;
  ++now_.n_seen;
}

LiveStoryMap LiveStories::grouped(std::span<const std::int64_t> stories,
                                  base::Checkpoint& checkpoint) const {
  LiveStoryMap result;
  std::size_t i = 0;
  for (const auto& [number, article] : articles_) {
    checkpoint();
    const auto [found, is_new] =
        result.try_emplace(stories[i], stories[i], article.row, article.time);
    if (!is_new) found->second.add(article.row, article.time);
    ++i;
  }
  return result;
}

void LiveStories::regroup(std::span<const std::int64_t> stories, std::int64_t next_story,
                          const base::Run& run) {
  if (stories.size() != articles_.size()) {
    throw std::invalid_argument("stories has " + std::to_string(stories.size()) +
                                " elements, not " + std::to_string(articles_.size()));
  }
  if (next_story < now_.next_story) {
    throw std::invalid_argument("next_story must be at least " + std::to_string(now_.next_story) +
                                ", got " + std::to_string(next_story));
  }
  for (std::size_t i = 0; i < stories.size(); ++i) {
    if (stories[i] < 0 || stories[i] >= next_story) {
      throw std::invalid_argument("stories[" + std::to_string(i) + "] is " +
                                  std::to_string(stories[i]) + "; it must be in [0, " +
                                  std::to_string(next_story) + ")");
    }
  }
  Regrouped before;
  before.story_of.reserve(articles_.size());
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    before.stories = grouped(stories, checkpoint);
  });
  if (changes_.size() == changes_.capacity()) changes_.reserve(2 * changes_.size() + 16);
  index_.invalidate();
  stories_.swap(before.stories);
  std::size_t i = 0;
  for (auto& [number, article] : articles_) {
    before.story_of.push_back(article.story);
    article.story = stories[i++];
  }
  changes_.emplace_back(std::move(before));
  now_.next_story = next_story;
}

void LiveStories::undo(Joined& joined) noexcept {
  const auto found = articles_.find(joined.number);
  const auto& article = found->second;
  const auto story = stories_.find(article.story);
  if (joined.opened) {
    stories_.erase(story);
  } else {
    story->second.remove(article.row, article.time, joined.newest_before);
  }
  by_time_.erase({article.time, joined.number});
  articles_.erase(found);
}

void LiveStories::undo(Left& left) noexcept {
  const auto& article = left.article.mapped();
  if (left.story) {
    stories_.insert(std::move(left.story));
  } else {
    stories_.find(article.story)->second.add(article.row, article.time);
  }
  by_time_.insert(std::move(left.place));
  articles_.insert(std::move(left.article));
}

void LiveStories::undo(Regrouped& regrouped) noexcept {
  stories_.swap(regrouped.stories);
  std::size_t i = 0;
  for (auto& [number, article] : articles_) article.story = regrouped.story_of[i++];
}

void LiveStories::undo(const Mark& mark) noexcept {
  index_.invalidate();
  while (changes_.size() > mark.n_changes) {
    std::visit([this](auto& change) { undo(change); }, changes_.back());
    changes_.pop_back();
  }
  frequencies_.undo(mark.frequencies);
  now_ = mark.now;
}

void LiveStories::rollback() noexcept { undo(committed_); }

void LiveStories::commit() noexcept {
  changes_.clear();
  frequencies_.commit();
  committed_ = mark();
}

}  // namespace broadsheet::clustering
