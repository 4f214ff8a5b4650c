// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/story_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace broadsheet::clustering {
namespace {

// A term is frequent if one story in so many has it, of classes 0, 1, ...
constexpr std::array<std::size_t, 4> rarest_of_class = {8, 16, 32, 64};
// Lists of frequent terms are left unread where they are expected to add less than this of what is
// needed.
constexpr double unread = 0.5;
// The index is made anew after as many changes as a quarter of the stories, or so many.
constexpr std::size_t few_changes = 64;

constexpr float never = std::numeric_limits<float>::infinity();

// Sums of n terms in single precision, all above 0, are off by no more than this share of
// themselves, with room for some more roundings.
double rounding(double n) { return 0x1p-23 * (n + 64.0); }

float above(double value) { return static_cast<float>(value * (1.0 + 0x1p-22)); }

}  // namespace

std::size_t StoryIndex::class_of(Index term) const {
  return classes_[static_cast<std::size_t>(term)];
}

void StoryIndex::prepare(LiveStoryMap& stories, Index n_terms, Timestamp clock,
                         base::Checkpoint& checkpoint) {
  const auto most = std::max(few_changes, stories.size() / 4);
  if (!is_valid_ || n_stale_ > most) {
    is_valid_ = false;
    rebuild(stories, n_terms, clock, checkpoint);
    is_valid_ = true;
  }
  if (static_cast<std::size_t>(n_terms) > added_.size()) {
    added_.resize(static_cast<std::size_t>(n_terms));
    classes_.resize(static_cast<std::size_t>(n_terms), n_classes);
    first_.resize(static_cast<std::size_t>(n_terms) + 1, first_.back());
  }
  // From a little before the clock, so that articles may come slightly out of order.
  if (sigma_ && (since_ == similarity::unknown_time || since_ > clock ||
                 static_cast<double>(similarity::distance(since_, clock)) > *sigma_ / 16.0)) {
    const auto lag = std::min(*sigma_ / 32.0, 0x1p60);
    const auto room = similarity::distance(similarity::unknown_time, clock);
    look_from(static_cast<double>(room) > 2.0 * lag ? clock - static_cast<Timestamp>(lag) : clock);
  }
}

void StoryIndex::rebuild(LiveStoryMap& stories, Index n_terms, Timestamp clock,
                         base::Checkpoint& checkpoint) {
  const auto n = static_cast<std::size_t>(n_terms);
  first_.assign(n + 1, 0);
  added_.clear();
  added_.resize(n);
  for (const auto& [id, story] : stories) {
    checkpoint();
    for (const auto column : story.sum().columns) ++first_[static_cast<std::size_t>(column) + 1];
  }
  classes_.assign(n, n_classes);
  for (std::size_t t = 0; t < n; ++t) {
    for (std::size_t k = 0; k < n_classes; ++k) {
      if (static_cast<std::size_t>(first_[t + 1]) * rarest_of_class[k] < stories.size()) continue;
      classes_[t] = static_cast<std::uint8_t>(k);
      break;
    }
    first_[t + 1] += first_[t];
  }
  postings_.resize(static_cast<std::size_t>(first_[n]));
  stories_.clear();
  sizes_.clear();
  needs_.clear();
  joined_.clear();
  for (auto& lengths : lengths_) lengths.clear();
  mean_lengths_ = {};
  since_ = clock;
  std::vector<std::pair<Timestamp, LiveStory*>> by_moment;
  by_moment.reserve(stories.size());
  for (auto& [id, story] : stories) by_moment.emplace_back(story.moment(), &story);
  std::stable_sort(by_moment.begin(), by_moment.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  moments_.clear();
  auto next = first_;
  for (const auto& [moment, at] : by_moment) {
    checkpoint();
    auto& story = *at;
    moments_.push_back(moment);
    place(story);
    const auto sum = story.sum();
    Lengths squares{};
    for (std::size_t e = 0; e < sum.size(); ++e) {
      const auto t = static_cast<std::size_t>(sum.columns[e]);
      const auto k = classes_[t];
      if (k < n_classes) squares[k] += sum.values[e] * sum.values[e];
      postings_[static_cast<std::size_t>(next[t]++)] = {story.slot,
                                                        static_cast<float>(sum.values[e])};
    }
    for (std::size_t k = 0; k < n_classes; ++k) {
      const auto length = std::sqrt(squares[k]);
      lengths_[k].back() = above(length);
      mean_lengths_[k] += length / static_cast<double>(story.n_articles());
    }
  }
  for (auto& length : mean_lengths_)
    length /= std::max<double>(1.0, static_cast<double>(stories.size()));
  n_stale_ = 0;
  most_joined_ = 0;
}

void StoryIndex::place(LiveStory& story) {
  story.slot = to_index(stories_.size(), "stories");
  stories_.push_back(&story);
  sizes_.push_back(0.0F);
  needs_.push_back(0.0F);
  joined_.push_back(0);
  for (auto& lengths : lengths_) lengths.push_back(0.0F);
  update(story);
}

double StoryIndex::needed(const LiveStory& story) const {
  const auto n = static_cast<double>(story.n_articles());
  const auto moment = story.moment();
  if (!sigma_ || moment >= since_) return n;
  const auto z = static_cast<double>(similarity::distance(moment, since_)) / *sigma_;
  return n * std::exp(0.5 * z * z);
}

void StoryIndex::update(const LiveStory& story) {
  const auto slot = static_cast<std::size_t>(story.slot);
  sizes_[slot] = static_cast<float>(story.n_articles());
  needs_[slot] = static_cast<float>(std::min(needed(story), 1e30));
}

void StoryIndex::look_from(Timestamp time) {
  since_ = time;
  for (const auto* story : stories_) {
    if (story != nullptr) update(*story);
  }
}

template <class T>
void StoryIndex::append(Index slot, const sparse::Row<T>& row) {
  Lengths squares{};
  for (std::size_t e = 0; e < row.size(); ++e) {
    const auto term = row.columns[e];
    const auto value = static_cast<double>(row.values[e]);
    added_[static_cast<std::size_t>(term)].push_back({slot, static_cast<float>(value)});
    const auto k = class_of(term);
    if (k < n_classes) squares[k] += value * value;
  }
  for (std::size_t k = 0; k < n_classes; ++k) {
    auto& length = lengths_[k][static_cast<std::size_t>(slot)];
    length = above(static_cast<double>(length) + std::sqrt(squares[k]));
  }
  ++n_stale_;
}

bool StoryIndex::move_to_end(LiveStory& story) {
  if (static_cast<std::size_t>(story.slot) >= moments_.size()) return false;
  end(story);
  place(story);
  append(story.slot, story.sum());
  return true;
}

void StoryIndex::open(LiveStory& story) {
  place(story);
  append(story.slot, story.sum());
}

void StoryIndex::join(LiveStory& story, const LiveRow& row) {
  if (move_to_end(story)) return;
  update(story);
  append(story.slot, row.row());
  most_joined_ = std::max(most_joined_, ++joined_[static_cast<std::size_t>(story.slot)]);
}

void StoryIndex::leave(LiveStory& story) {
  if (!is_valid_ || move_to_end(story)) return;
  update(story);
  ++n_stale_;
}

void StoryIndex::end(const LiveStory& story) {
  if (!is_valid_) return;
  const auto slot = static_cast<std::size_t>(story.slot);
  stories_[slot] = nullptr;
  sizes_[slot] = needs_[slot] = never;
  ++n_stale_;
}

void StoryIndex::ask_for(Index term) const {
  const auto t = static_cast<std::size_t>(term);
  __builtin_prefetch(postings_.data() + first_[t]);
  __builtin_prefetch(postings_.data() + first_[t] + 8);
  __builtin_prefetch(added_[t].data());
}

void StoryIndex::add_postings(Index term, double weight, base::Checkpoint& checkpoint) {
  const auto t = static_cast<std::size_t>(term);
  const auto w = static_cast<float>(weight);
  auto* sums = sums_.data();
  const auto* end = postings_.data() + first_[t + 1];
  const auto* begin = postings_.data() + first_[t];
  if (end - begin > 8 && begin->slot < first_slot_) {
    begin = std::lower_bound(begin, end, first_slot_, [](const Posting& posting, Index slot) {
      return posting.slot < slot;
    });
  }
  for (const auto* posting = begin; posting != end; ++posting) {
    sums[posting->slot] += w * posting->value;
  }
  for (const auto& posting : added_[t]) sums[posting.slot] += w * posting.value;
  checkpoint();
}

Index StoryIndex::first_within_reach(double min_similarity) const {
  // A mean cosine is at most 1 but for rounding.
  const auto least = min_similarity / 1.001;
  const auto reach = least < 1.0 ? *sigma_ * std::sqrt(-2.0 * std::log(least)) : 0.0;
  const auto first = std::partition_point(moments_.begin(), moments_.end(), [&](Timestamp moment) {
    return moment<since_&& static_cast<double>(similarity::distance(moment, since_))> reach * 1.001;
  });
  return static_cast<Index>(first - moments_.begin());
}

std::span<const StoryIndex::Candidate> StoryIndex::candidates(const LiveRow& row, Timestamp time,
                                                              double min_similarity,
                                                              base::Checkpoint& checkpoint) {
  const bool timely = sigma_ && time >= since_;
  first_slot_ = timely ? first_within_reach(min_similarity) : 0;
  candidates_.clear();
  sums_.assign(stories_.size(), 0.0F);
  frequent_.clear();
  Lengths squares{};
  for (std::size_t e = 0; e < row.columns.size(); ++e) {
    const auto term = row.columns[e];
    if (e + 8 < row.columns.size()) ask_for(row.columns[e + 8]);
    const auto k = class_of(term);
    if (k == n_classes) {
      add_postings(term, row.values[e], checkpoint);
    } else {
      frequent_.emplace_back(term, row.values[e]);
      const auto weight = static_cast<double>(row.values[e]);
      squares[k] += weight * weight;
    }
  }
  // The rarest class comes first: its lists are the shortest.
  Lengths lengths{};
  double expected = 0.0;
  for (std::size_t k = 0; k < n_classes; ++k) {
    lengths[k] = std::sqrt(squares[k]);
    expected += lengths[k] * mean_lengths_[k];
  }
  for (std::size_t k = n_classes; k-- > 0 && expected > unread * min_similarity;) {
    for (const auto& [term, weight] : frequent_) {
      if (class_of(term) == k) add_postings(term, weight, checkpoint);
    }
    expected -= lengths[k] * mean_lengths_[k];
    lengths[k] = 0.0;
  }
  const auto n_sums = static_cast<double>(row.columns.size()) * (1.0 + most_joined_);
  const auto margin = 1.0 + rounding(n_sums);
  scan(lengths, timely, static_cast<float>(min_similarity / (margin * margin)));
  for (auto& candidate : candidates_) candidate.bound *= margin * margin;
  std::sort(candidates_.begin(), candidates_.end(),
            [](const Candidate& a, const Candidate& b) { return a.bound > b.bound; });
  return candidates_;
}

void StoryIndex::scan(const Lengths& lengths, bool timely, float least) {
  constexpr std::size_t block = 256;
  const auto n = stories_.size();
  const auto* needs = (timely ? needs_ : sizes_).data();
  std::array<float, block> bounds{};
  for (std::size_t begin = 0; begin < n; begin += block) {
    const auto size = std::min(block, n - begin);
    std::copy_n(sums_.data() + begin, size, bounds.data());
    for (std::size_t k = 0; k < n_classes; ++k) {
      if (lengths[k] == 0.0) continue;
      const auto length = above(lengths[k]);
      const auto* of_stories = lengths_[k].data() + begin;
      for (std::size_t s = 0; s < size; ++s) bounds[s] += length * of_stories[s];
    }
    std::size_t n_reached = 0;
    for (std::size_t s = 0; s < size; ++s) {
      n_reached += static_cast<std::size_t>(bounds[s] >= least * needs[begin + s]);
    }
    for (std::size_t s = 0; n_reached > 0 && s < size; ++s) {
      if (!(bounds[s] >= least * needs[begin + s])) continue;
      --n_reached;
      candidates_.push_back({stories_[begin + s], static_cast<double>(bounds[s]) /
                                                      static_cast<double>(needs[begin + s])});
    }
  }
}

}  // namespace broadsheet::clustering
