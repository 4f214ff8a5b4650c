// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/ngram_table.hpp"
#include "broadsheet/vocabulary/pieces.hpp"
#include "broadsheet/vocabulary/row.hpp"
#include "broadsheet/vocabulary/tallies.hpp"
#include "broadsheet/vocabulary/term_table.hpp"

namespace broadsheet::vocabulary {

/// Counts articles one after the other, and numbers their terms as they come. Each thread has one.
///
/// N-grams of words are not put together as text: see NgramTable. The id of a term in a row is
/// then its number among those of its n, times the number of lengths, plus n - least.
class Counter {
 public:
  /// @param range     lengths of n-grams of words; (1, 1) where tokens are counted as they are.
  /// @param n_fields  texts that an article has.
  Counter(tokens::NgramRange range, std::size_t n_fields);

  /// Makes room for the first terms, so that a small collection moves none.
  /// @param length  of the texts to come.
  void reserve(std::size_t length, base::Checkpoint& checkpoint);

  /// Counts the texts of an article into a new row of `piece`.
  /// @param texts  shape (n_fields,).
  void count(std::span<const text::View> texts, Index document, const tokens::Analyzer& analyzer,
             base::Checkpoint& checkpoint, Piece& piece);

  /// The same for an article whose tokens are known; each is a text, taken as it is.
  /// @param indptr  shape (n_fields + 1,); field f has tokens indptr[f]..indptr[f + 1].
  void count_tokens(std::span<const Offset> indptr, std::span<const text::View> tokens,
                    Index document, base::Checkpoint& checkpoint, Piece& piece);

  [[nodiscard]] const TermTable& words() const { return words_; }

  /// Of words n = 2 to the longest, in turn.
  [[nodiscard]] const std::vector<NgramTable>& ngrams() const { return ngrams_; }

  [[nodiscard]] tokens::NgramRange range() const { return range_; }

  /// Of the terms, by their ids in rows.
  [[nodiscard]] const Tallies& tallies() const { return tallies_; }

  /// The same, taken away: afterwards, count no more.
  [[nodiscard]] Tallies take_tallies() { return std::move(tallies_); }

 private:
  // `Add` counts a token of a given field: a row of one field is counted without a look at it.
  template <class Add>
  void add(std::span<const tokens::Token> batch, base::Checkpoint& checkpoint, Add&& add_to_row);
  template <class Add>
  void add_words(std::span<const tokens::Token> batch, base::Checkpoint& checkpoint,
                 Add&& add_to_row);
  template <class Add>
  void add_ngrams(std::size_t n, std::size_t size, base::Checkpoint& checkpoint, Add&& add_to_row);
  template <class F>
  void with_add(Index document, std::size_t field, F&& f);
  void end_row(Piece& piece);

  tokens::NgramRange range_;
  TermTable words_;
  std::vector<NgramTable> ngrams_;
  Tallies tallies_;
  Row row_;
  tokens::Analyzer::Scratch scratch_;
  // Ids of the n-grams that end at each word of a batch, for n - 1 and n, or -1; and by n those
  // that end at the last word of the batch before.
  std::vector<Index> shorter_;
  std::vector<Index> longer_;
  std::vector<Index> words_of_batch_;
  std::vector<Index> last_;
};

}  // namespace broadsheet::vocabulary
