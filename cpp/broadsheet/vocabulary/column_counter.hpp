// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/view.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/known_tokens.hpp"
#include "broadsheet/vocabulary/prefetched.hpp"
#include "broadsheet/vocabulary/row.hpp"
#include "broadsheet/vocabulary/term_table.hpp"

namespace broadsheet::vocabulary {

/// Counts articles one after the other where something else knows the terms' columns. It is asked
/// for each term when that comes first; the answer is remembered in a table small enough to be
/// fast, whose size does not grow with the collection. Each thread has one.
/// @tparam Find  from a token to a Column.
template <class Column, class Find>
class ColumnCounter {
 public:
  ColumnCounter(std::size_t n_fields, Find find) : row_(n_fields), find_(std::move(find)) {}

  /// Counts the texts of an article: shape (n_fields,). What `for_each` gives is then theirs.
  void count(std::span<const text::View> texts, Index document, const tokens::Analyzer& analyzer,
             base::Checkpoint& checkpoint) {
    begin_row();
    for (std::size_t field = 0; field < texts.size(); ++field) {
      analyzer.analyze(texts[field], scratch_, checkpoint,
                       [&](const auto& batch) { add(batch, document, field, checkpoint); });
    }
  }

  /// The same for an article whose tokens are known; each is a text, taken as it is.
  /// @param indptr  shape (n_fields + 1,); field f has tokens indptr[f]..indptr[f + 1].
  void count_tokens(std::span<const Offset> indptr, std::span<const text::View> texts,
                    Index document, base::Checkpoint& checkpoint) {
    begin_row();
    for (std::size_t field = 0; field + 1 < indptr.size(); ++field) {
      for_each_token(
          indptr, field, texts, scratch_.words.folded, checkpoint,
          [&](const tokens::Token& token) { add({&token, 1}, document, field, checkpoint); });
    }
  }

  /// Calls `f(column, counts)` for each distinct term of the article; counts by field.
  template <class F>
  void for_each(F&& f) const {
    const auto ids = row_.ids();
    const auto n = row_.n_fields();
    for (std::size_t e = 0; e < ids.size(); ++e) {
      f(columns_[static_cast<std::size_t>(ids[e])], row_.counts().subspan(e * n, n));
    }
  }

 private:
  void begin_row() {
    constexpr Offset most_remembered = 1 << 17;
    if (terms_.size() > most_remembered) {
      terms_.clear();
      columns_.clear();
    }
    row_.clear();
  }

  void add(std::span<const tokens::Token> batch, Index document, std::size_t field,
           base::Checkpoint& checkpoint) {
    row_.reserve(batch.size());
    if (row_.n_fields() == 1) {
      visit(batch, checkpoint, [&](Index id, Seen& seen) { row_.add(id, seen, document); });
    } else {
      visit(batch, checkpoint, [&](Index id, Seen& seen) { row_.add(id, seen, document, field); });
    }
  }

  template <class F>
  void visit(std::span<const tokens::Token> batch, base::Checkpoint& checkpoint, F&& f) {
    prefetched(
        batch.size(), [&](std::size_t i) { terms_.prefetch(batch[i]); },
        [&](std::size_t i) {
          auto& slot = terms_.intern(batch[i], checkpoint);
          if (static_cast<std::size_t>(slot.id) == columns_.size()) {
            columns_.push_back(find_(batch[i]));
          }
          f(slot.id, slot.seen);
        });
  }

  TermTable terms_;
  base::Buffer<Column> columns_;  // by id
  Row row_;
  tokens::Analyzer::Scratch scratch_;
  Find find_;
};

}  // namespace broadsheet::vocabulary
