// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/vocabulary/document_frequencies.hpp"

namespace broadsheet::vocabulary {

/// Document frequencies that take few articles more, or away, at the cost of these few.
///
/// What is added is kept in runs, each at least twice as large as the next: a new one is put
/// together with those that it has outgrown, so that an entry is written O(log n) times in its
/// life (a log-structured merge tree, O'Neil et al. 1996). So is what is taken away, once it is
/// known to be there. Reading puts all runs together, once. A value; copies share the runs.
class LivingFrequencies {
 public:
  /// Of no article.
  LivingFrequencies() = default;

  explicit LivingFrequencies(DocumentFrequencies&& all);

  /// Of the articles of both. Amortised O(entries of `others` * log(entries of both)).
  /// @throws std::overflow_error  when a frequency does not fit 64 bits.
  [[nodiscard]] LivingFrequencies with(const LivingFrequencies& others,
                                       base::Checkpoint& checkpoint) const;

  /// Of these articles but not the others. Amortised O(entries of `others` * log(n)^2), and
  /// O(entries) for the first one after many were added.
  /// @throws std::invalid_argument  as DocumentFrequencies::without, and in the same cases.
  [[nodiscard]] LivingFrequencies without(const LivingFrequencies& others,
                                          base::Checkpoint& checkpoint) const;

  /// The same in one run at the most. O(bytes), or O(1) where it is so already.
  [[nodiscard]] LivingFrequencies settled(base::Checkpoint& checkpoint) const;

  /// All of it, where it is settled.
  [[nodiscard]] const DocumentFrequencies& whole() const;

  /// Articles; O(days).
  [[nodiscard]] Offset n_documents() const;

  /// Articles of a day.
  [[nodiscard]] Offset n_documents_of(Day day) const;

  /// How many runs there are, for tests: O(log entries).
  [[nodiscard]] std::size_t n_runs() const { return added_.size() + removed_.size(); }

 private:
  class Run;
  using Runs = std::vector<std::shared_ptr<const Run>>;

  static void append(Runs& runs, std::shared_ptr<const Run> run, base::Checkpoint& checkpoint);
  static std::shared_ptr<const Run> joined(Runs runs, base::Checkpoint& checkpoint);
  static Offset n_entries(const Runs& runs);
  static Offset articles_in(const Runs& runs, Day day);
  void require_removable_from(const Run& gone, base::Checkpoint& checkpoint) const;
  [[nodiscard]] Occurrences occurrences(std::string_view term, Day day) const;

  Runs added_;    // by falling size
  Runs removed_;  // likewise; what they hold is in those added
};

}  // namespace broadsheet::vocabulary
