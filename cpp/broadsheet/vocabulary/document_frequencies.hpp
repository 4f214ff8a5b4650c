// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/vocabulary/prune.hpp"
#include "broadsheet/vocabulary/removal.hpp"
#include "broadsheet/vocabulary/terms.hpp"

namespace broadsheet::vocabulary {

/// The day of articles whose date is not known; before all others.
inline constexpr Day undated = std::numeric_limits<Day>::min();

/// How much an article still counts: half as much after each half-life. One of no known date, or
/// of after `now`, counts whole.
struct Decay {
  double half_life;  ///< in days; positive.
  Day now;

  /// 2^(-(now - day) / half_life), in [0, 1].
  [[nodiscard]] double weight_of(Day day) const;
};

/// In how many articles of a changing collection each term is, and how often, by day.
///
/// All integers, so that what is added, merged and taken away is exact, in any order and grouping:
/// equal collections have equal arrays. A value: changing it means making another one.
class DocumentFrequencies {
 public:
  /// Terms distinct and in code point order; by term days ascend; every number is above 0.
  struct Arrays {
    Terms terms;                                 ///< those of at least one article.
    std::vector<Offset> indptr{0};               ///< shape (n_terms + 1,): a term's entries.
    std::vector<Day> days;                       ///< shape (n_entries,).
    std::vector<Offset> document_frequencies;    ///< shape (n_entries,): articles of the day.
    std::vector<Offset> collection_frequencies;  ///< shape (n_entries,): sums of values in them.
    std::vector<Day> calendar;                   ///< shape (n_days,): ascending.
    std::vector<Offset> n_documents;             ///< shape (n_days,): articles of each day.
  };

  /// Of no article.
  DocumentFrequencies() = default;

  /// Of arrays that came from outside. O(bytes).
  /// @throws std::invalid_argument  naming the array and the place that is not as it must be.
  DocumentFrequencies(Arrays&& arrays, base::Checkpoint& checkpoint);

  /// Of some articles. O(n_entries + n_documents log n_documents).
  /// @param counts           shape (n_documents, n_terms): values above 0, integers by type.
  /// @param terms            shape (n_terms,): by column, in code point order.
  /// @param day_of_document  shape (n_documents,).
  /// @throws std::invalid_argument  when these do not fit each other.
  static DocumentFrequencies of(const sparse::CsrView<std::int64_t>& counts, const Terms& terms,
                                std::span<const Day> day_of_document, base::Checkpoint& checkpoint);

  /// Of articles of no known date whose terms are counted already. O(n_terms).
  /// @param terms  in code point order; those of document frequency 0 are left out.
  /// @throws std::invalid_argument  as for arrays.
  static DocumentFrequencies of_totals(const Terms& terms, std::span<const Index> frequencies,
                                       std::span<const Offset> occurrences, Offset n_documents,
                                       base::Checkpoint& checkpoint);

  /// Of the articles of both. O(bytes of both).
  /// @throws std::overflow_error  when a frequency does not fit 64 bits.
  [[nodiscard]] DocumentFrequencies with(const DocumentFrequencies& others,
                                         base::Checkpoint& checkpoint) const;

  /// Of these articles but not the others. O(bytes of both).
  /// @throws std::invalid_argument  naming the first term or day of which there are fewer articles
  ///         than are to be taken away, or a term that would be in more articles than are left.
  [[nodiscard]] DocumentFrequencies without(const DocumentFrequencies& others,
                                            base::Checkpoint& checkpoint) const;

  /// Whether both are of equal collections, as far as this can tell.
  [[nodiscard]] bool equals(const DocumentFrequencies& other) const;

  [[nodiscard]] const Arrays& arrays() const { return arrays_; }
  [[nodiscard]] Index n_terms() const { return arrays_.terms.size(); }

  /// Articles, each counted by `decay` where there is one; without one a whole number.
  [[nodiscard]] double n_documents(const std::optional<Decay>& decay) const;

  /// Articles that hold each term: shape (n_terms,); as above. O(n_entries).
  [[nodiscard]] std::vector<double> by_term(const std::optional<Decay>& decay,
                                            base::Checkpoint& checkpoint) const;

  /// How often each term occurs: shape (n_terms,). O(n_entries).
  /// @throws std::overflow_error  when a sum does not fit 64 bits.
  [[nodiscard]] std::vector<Offset> occurrences(base::Checkpoint& checkpoint) const;

  /// The terms that are kept, ascending; see Pruning. Limits hold for whole numbers of articles,
  /// undecayed. O(n_entries), and with max_features a sort.
  [[nodiscard]] std::vector<Index> kept(const Pruning& pruning, base::Checkpoint& checkpoint) const;

 private:
  Arrays arrays_;
};

}  // namespace broadsheet::vocabulary
