// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/live_article.hpp"
#include "broadsheet/clustering/live_row.hpp"
#include "broadsheet/clustering/live_story.hpp"

namespace broadsheet::clustering {

/// Which stories may be similar enough to an article? An inverted index over the sums of stories
/// that change all the time.
///
/// All that it knows of a story are upper bounds, which stay true as the story changes: postings
/// are added where an article joins, and none is taken away where one leaves, until there are so
/// many old ones that the index is made anew. Of frequent terms, which come in a few classes, it
/// also knows how long each story's vector is in a class: what these can add to a dot product is
/// at most the product of lengths (Cauchy and Schwarz), so that their long lists are seldom read.
/// What is left of a similarity after so much time is bounded likewise: stories that are too old
/// are not looked at.
class StoryIndex {
 public:
  struct Candidate {
    LiveStory* story;
    double bound;  ///< its similarity is no larger.
  };

  /// @param sigma  microseconds, above 0; of the time kernel, or none.
  explicit StoryIndex(std::optional<double> sigma) : sigma_(sigma) {}

  /// Has to be made anew before it is asked: after anything that it was not told.
  void invalidate() noexcept { is_valid_ = false; }

  /// Makes it anew where it has to be, or would be the better for it.
  /// @param clock  the time of the newest article.
  /// O(entries of all sums) every so many changes.
  void prepare(LiveStoryMap& stories, Index n_terms, Timestamp clock, base::Checkpoint& checkpoint);

  /// A new story, of one article; after `prepare`.
  void open(LiveStory& story);
  /// An article has joined a story; after `prepare`.
  void join(LiveStory& story, const LiveRow& row);
  /// One of a story's articles has left.
  void leave(LiveStory& story);
  /// Its last one has.
  void end(const LiveStory& story);

  /// All stories whose similarity to an article may reach a threshold, and some that do not: the
  /// largest bounds first. Valid until the next call.
  [[nodiscard]] std::span<const Candidate> candidates(const LiveRow& row, Timestamp time,
                                                      double min_similarity,
                                                      base::Checkpoint& checkpoint);

 private:
  struct Posting {
    Index slot;
    float value;
  };
  static constexpr std::size_t n_classes = 4;
  using Lengths = std::array<double, n_classes>;

  void rebuild(LiveStoryMap& stories, Index n_terms, Timestamp clock, base::Checkpoint& checkpoint);
  void place(LiveStory& story);
  void update(const LiveStory& story);
  template <class T>
  void append(Index slot, const sparse::Row<T>& row);
  bool move_to_end(LiveStory& story);
  [[nodiscard]] Index first_within_reach(double min_similarity) const;
  void look_from(Timestamp time);
  [[nodiscard]] double needed(const LiveStory& story) const;
  [[nodiscard]] std::size_t class_of(Index term) const;
  void ask_for(Index term) const;
  void add_postings(Index term, double weight, base::Checkpoint& checkpoint);
  void scan(const Lengths& lengths, bool timely, float least);

  std::optional<double> sigma_;
  bool is_valid_ = false;
  std::size_t n_stale_ = 0;  ///< changes since it was made.

  // Postings of when it was made, by term: first_[t]..first_[t + 1]; and those added since.
  std::vector<Offset> first_{0};
  base::Buffer<Posting> postings_;
  std::vector<std::vector<Posting>> added_;
  std::vector<std::uint8_t> classes_;  ///< of terms; n_classes is none.

  // When the stories were that were there when it was made; ascending. One that changes moves to
  // a slot behind them, so that lists can be read from the first story within reach.
  std::vector<Timestamp> moments_;
  Index first_slot_ = 0;

  // Of stories, by slot.
  std::vector<LiveStory*> stories_;  ///< null where it ended.
  std::vector<float> sizes_;         ///< articles; infinity where it ended.
  std::vector<float> needs_;         ///< the same, divided by what time leaves from `since_` on.
  std::array<std::vector<float>, n_classes> lengths_;
  Lengths mean_lengths_{};  ///< of stories' mean vectors, when it was made.
  Timestamp since_ = similarity::unknown_time;
  Index most_joined_ = 0;  ///< the most articles that joined one story since it was made.
  std::vector<Index> joined_;

  std::vector<float> sums_;  ///< by slot.
  std::vector<Candidate> candidates_;
  std::vector<std::pair<Index, float>> frequent_;
};

}  // namespace broadsheet::clustering
