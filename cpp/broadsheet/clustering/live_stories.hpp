// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/arrivals.hpp"
#include "broadsheet/clustering/live_article.hpp"
#include "broadsheet/clustering/live_state.hpp"
#include "broadsheet/clustering/live_story.hpp"
#include "broadsheet/clustering/living_frequencies.hpp"
#include "broadsheet/clustering/story_index.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// How a stream of stories runs.
struct LiveOptions {
  std::int64_t window = 0;                ///< microseconds, at least 0: how long an article lives.
  std::optional<double> sigma;            ///< microseconds, above 0; of the time kernel, or none.
  std::optional<std::int64_t> half_life;  ///< microseconds, at least 1; of frequencies, or none.
  bool weigh = true;  ///< rows are counts, to be weighed by living frequencies; else weights.
};

/// Stories that ended: whose last article has left.
struct EndedStories {
  std::vector<std::int64_t> story;
  std::vector<Timestamp> at;      ///< the time of the last article, and the window.
  std::vector<std::int64_t> row;  ///< of the arrival that the clock moved with; or -1.
};

/// Where articles went.
struct Assigned {
  std::vector<std::int64_t> story;   ///< shape (n,).
  std::vector<double> similarity;    ///< shape (n,); to the story that it joined, else NaN.
  std::vector<std::uint8_t> opened;  ///< shape (n,); whether it is the story's first.
  EndedStories ended;
};

/// Stories of a stream of articles. An article joins the live story that it is most similar to,
///
///     mean cosine to the story's articles * exp(-(t - t_story)^2 / (2
///     sigma^2)),
///
/// if that reaches `min_similarity`, of equally similar ones the one with the least id; else it
/// opens a story with the next id (single pass: Yang et al. 1998; the time factor: Miranda et al.
/// 2018). The clock is the time of the newest article; articles more than the window behind it
/// leave before the next is assigned. An article is weighed when it comes, by the frequencies of
/// those before it and its own, and nothing that comes later changes its row.
///
/// An article that comes later than the window is assigned, and does not live.
///
/// Each call does all or, where it throws, nothing. `rollback` undoes all calls since the last
/// `commit`, to the bit. Not for several threads at once.
class LiveStories {
 public:
  /// @throws std::invalid_argument  when an option is out of its range.
  explicit LiveStories(const LiveOptions& options);

  /// @throws std::invalid_argument  naming what in the state does not fit.
  LiveStories(const LiveOptions& options, LiveState state, const base::Run& run);

  /// @throws std::invalid_argument  naming the first row, entry or number that is out of its range.
  [[nodiscard]] Assigned add(const Arrivals& arrivals, const base::Run& run);

  /// Moves the clock without an article; an earlier time does nothing.
  EndedStories advance(Timestamp now, const base::Run& run);

  /// Gives the live articles other stories.
  /// @param stories     shape (n_live,), of articles by their numbers; in [0, next_story).
  /// @param next_story  no less than before.
  void regroup(std::span<const std::int64_t> stories, std::int64_t next_story,
               const base::Run& run);

  void commit() noexcept;
  void rollback() noexcept;

  [[nodiscard]] Timestamp clock() const { return now_.clock; }  ///< unknown_time before the first
  [[nodiscard]] std::int64_t n_seen() const { return now_.n_seen; }
  [[nodiscard]] std::int64_t next_story() const { return now_.next_story; }
  [[nodiscard]] std::size_t n_live() const { return articles_.size(); }
  [[nodiscard]] std::size_t n_stories() const { return stories_.size(); }
  [[nodiscard]] Index n_terms() const { return frequencies_.n_terms(); }
  [[nodiscard]] const LiveArticles& articles() const { return articles_; }
  [[nodiscard]] const LiveStoryMap& stories() const { return stories_; }

  /// A copy of all.
  [[nodiscard]] LiveState state(const base::Run& run) const;

 private:
  struct Joined {
    std::int64_t number;
    bool opened;
    Timestamp newest_before;
  };
  struct Left {
    LiveArticles::node_type article;
    ByTime::node_type place;
    LiveStoryMap::node_type story;  // if it ended
  };
  struct Regrouped {
    LiveStoryMap stories;
    std::vector<std::int64_t> story_of;
  };
  using Change = std::variant<Joined, Left, Regrouped>;

  struct Now {
    Timestamp clock = similarity::unknown_time;
    std::int64_t n_seen = 0;
    std::int64_t next_story = 0;
  };
  struct Mark {
    std::size_t n_changes = 0;
    Now now;
    LivingFrequencies::Mark frequencies;
  };

  [[nodiscard]] Mark mark() const { return {changes_.size(), now_, frequencies_.mark()}; }
  void undo(const Mark& mark) noexcept;
  void undo(Joined& joined) noexcept;
  void undo(Left& left) noexcept;
  void undo(Regrouped& regrouped) noexcept;
  template <class F>
  auto all_or_nothing(F&& f);

  void move_clock(Timestamp time, std::int64_t row, EndedStories& ended,
                  base::Checkpoint& checkpoint);
  void leave(std::int64_t row, EndedStories& ended);
  void arrive(const Arrivals& arrivals, Index i, Assigned& assigned, base::Checkpoint& checkpoint);
  [[nodiscard]] LiveRow weighed(const sparse::Row<double>& row, Timestamp time);
  [[nodiscard]] LiveStory* chosen(const Arrivals& arrivals, Index i, const LiveRow& row,
                                  double& similarity, base::Checkpoint& checkpoint);
  [[nodiscard]] double similarity(const LiveRow& row, Timestamp time, const LiveStory& story) const;
  [[nodiscard]] LiveStoryMap grouped(std::span<const std::int64_t> stories,
                                     base::Checkpoint& checkpoint) const;

  LiveOptions options_;
  Now now_;
  LivingFrequencies frequencies_;
  LiveArticles articles_;
  ByTime by_time_;
  LiveStoryMap stories_;
  std::vector<Change> changes_;
  Mark committed_;
  StoryIndex index_;
  std::vector<double> weights_;
  std::vector<std::int64_t> barred_;
};

}  // namespace broadsheet::clustering
