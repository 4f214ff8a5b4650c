// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/similarity/time_kernel.hpp"

namespace broadsheet::clustering {

using similarity::Timestamp;

/// In how many articles of a stream each term was, where an article counts for less as it ages:
///
///     df(t, now) = sum over articles a with t of 2^(-(now - time of a) / half_life)
///
/// and N(now) likewise over all. They are kept as of a landmark, to which no later moment does
/// anything: an article at time s adds 2^((s - landmark) / half_life), and what is read is
/// multiplied by 2^(-(now - landmark) / half_life), the same for all terms (forward decay: Cormode
/// et al. 2009). The landmark moves on by whole half-lives, which halves exactly.
///
/// What is done can be undone, to the bit, back to the last `commit`.
class LivingFrequencies {
 public:
  /// What is kept.
  struct State {
    Timestamp landmark = 0;
    double n_articles = 0.0;      ///< as of the landmark; finite, at least 0.
    std::vector<double> of_term;  ///< shape (n_terms,); likewise.
    bool operator==(const State&) const = default;
  };

  /// @param half_life  microseconds, at least 1; none: an article counts for one for ever.
  /// @throws std::invalid_argument  when it is less.
  explicit LivingFrequencies(std::optional<std::int64_t> half_life);

  /// @throws std::invalid_argument  naming the first number that is negative or not finite.
  LivingFrequencies(std::optional<std::int64_t> half_life, State state);

  /// Counts an article.
  /// @param columns  its terms, distinct.
  /// @param time     no later than `now`.
  /// @param now      no earlier than any before. O(columns).
  void count(std::span<const Index> columns, Timestamp time, Timestamp now);

  /// Weighs the counts of an article: (1 + ln count) idf, or count idf of a weighted count below 1,
  /// which would come out negative; with idf(t) = ln((1 + N) / (1 + df(t))) + 1, scikit-learn's
  /// smooth one, by the living N and df.
  ///
  /// @param columns  terms that have been counted.
  /// @param counts   as many; above 0.
  /// @param weights  as many; written.
  void weigh(std::span<const Index> columns, std::span<const double> counts, Timestamp now,
             std::span<double> weights) const;

  /// Has room for so many terms from now on, at least.
  void resize(Index n_terms);

  [[nodiscard]] Index n_terms() const { return static_cast<Index>(state_.of_term.size()); }
  [[nodiscard]] const State& state() const { return state_; }

  /// How much has been done since the last commit: for `undo`.
  struct Mark {
    std::size_t n_changes = 0;
    std::size_t n_moves = 0;
    std::size_t n_terms = 0;
    Timestamp landmark = 0;
    double n_articles = 0.0;
  };
  [[nodiscard]] Mark mark() const;
  void undo(const Mark& mark) noexcept;
  void commit() noexcept;

 private:
  struct Change {
    Index term;
    double before;
  };
  // All frequencies before the landmark moved, and how many changes there were by then.
  struct Move {
    std::size_t n_changes;
    std::vector<double> before;
  };

  // Half-lives from the landmark to a moment; negative before it.
  [[nodiscard]] double half_lives_to(Timestamp time) const;
  void move_landmark(Timestamp now);

  std::optional<std::int64_t> half_life_;
  State state_;
  std::vector<Change> changes_;
  std::vector<Move> moves_;
};

}  // namespace broadsheet::clustering
