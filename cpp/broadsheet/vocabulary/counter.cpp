// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/counter.hpp"

#include <algorithm>

#include "broadsheet/vocabulary/known_tokens.hpp"
#include "broadsheet/vocabulary/prefetched.hpp"

namespace broadsheet::vocabulary {
Counter::Counter(tokens::NgramRange range, std::size_t n_fields)
    : range_(range),
      ngrams_(range.most - 1),
      tallies_(n_fields),
      row_(n_fields),
      last_(range.most) {}

void Counter::reserve(std::size_t length, base::Checkpoint& checkpoint) {
  if (words_.size() == 0) words_.reserve(length / 16, checkpoint);
}

template <class F>
void Counter::with_add(Index document, std::size_t field, F&& f) {
  if (row_.n_fields() == 1) {
    f([&](Index id, Seen& seen) { row_.add(id, seen, document); });
  } else {
    f([&](Index id, Seen& seen) { row_.add(id, seen, document, field); });
  }
}

template <class Add>
void Counter::add(std::span<const tokens::Token> batch, base::Checkpoint& checkpoint,
                  Add&& add_to_row) {
  row_.reserve(batch.size());
  prefetched(
      batch.size(), [&](std::size_t i) { words_.prefetch(batch[i]); },
      [&](std::size_t i) {
        auto& slot = words_.intern(batch[i], checkpoint);
        add_to_row(slot.id, slot.seen);
      });
}

namespace {

// An id stands for an n-gram and its n, so there are n_lengths times as many; refused before a
// batch that might bring too many.
void require_ids(Index n_terms, std::size_t n_more, Index n_lengths) {
  const auto n_ids =
      (static_cast<std::size_t>(n_terms) + n_more) * static_cast<std::size_t>(n_lengths);
  static_cast<void>(to_index(n_ids, "n-grams"));
}

}  // namespace

template <class Add>
void Counter::add_words(std::span<const tokens::Token> batch, base::Checkpoint& checkpoint,
                        Add&& add_to_row) {
  if (batch.empty()) return;
  const auto n_lengths = static_cast<Index>(range_.most - range_.least + 1);
  const bool words_count = range_.least == 1;
  if (words_count) require_ids(words_.size(), batch.size(), n_lengths);
  row_.reserve(batch.size() * static_cast<std::size_t>(n_lengths));
  words_of_batch_.resize(batch.size());
  prefetched(
      batch.size(), [&](std::size_t i) { words_.prefetch(batch[i]); },
      [&](std::size_t i) {
        auto& slot = words_.intern(batch[i], checkpoint);
        words_of_batch_[i] = slot.id;
        if (words_count) add_to_row(slot.id * n_lengths, slot.seen);
      });
  shorter_ = words_of_batch_;
  for (std::size_t n = 2; n <= range_.most; ++n) {
    add_ngrams(n, batch.size(), checkpoint, add_to_row);
  }
}

template <class Add>
void Counter::add_ngrams(std::size_t n, std::size_t size, base::Checkpoint& checkpoint,
                         Add&& add_to_row) {
  auto& table = ngrams_[n - 2];
  const auto n_lengths = static_cast<Index>(range_.most - range_.least + 1);
  const auto length = static_cast<Index>(n) - static_cast<Index>(range_.least);
  if (length >= 0) require_ids(table.size(), size, n_lengths);
  const auto before = last_[n - 2];
  last_[n - 2] = shorter_.back();
  const auto key = [&](std::size_t i) {
    return NgramTable::Key{i == 0 ? before : shorter_[i - 1], words_of_batch_[i]};
  };
  longer_.resize(size);
  prefetched(
      size, [&](std::size_t i) { table.prefetch(key(i)); },
      [&](std::size_t i) {
        longer_[i] = -1;
        if (key(i).prefix < 0) return;
        auto& slot = table.intern(key(i), checkpoint);
        longer_[i] = slot.id;
        if (length >= 0) add_to_row(slot.id * n_lengths + length, slot.seen);
      });
  shorter_.swap(longer_);
}

void Counter::count(std::span<const text::View> texts, Index document,
                    const tokens::Analyzer& analyzer, base::Checkpoint& checkpoint, Piece& piece) {
  row_.clear();
  for (std::size_t field = 0; field < texts.size(); ++field) {
    std::fill(last_.begin(), last_.end(), -1);
    with_add(document, field, [&](auto&& add_to_row) {
      if (range_.most == 1) {
        analyzer.analyze(texts[field], scratch_, checkpoint,
                         [&](const auto& batch) { add(batch, checkpoint, add_to_row); });
      } else {
        analyzer.words(texts[field], scratch_, checkpoint,
                       [&](const auto& batch) { add_words(batch, checkpoint, add_to_row); });
      }
    });
  }
  end_row(piece);
}

void Counter::count_tokens(std::span<const Offset> indptr, std::span<const text::View> texts,
                           Index document, base::Checkpoint& checkpoint, Piece& piece) {
  row_.clear();
  for (std::size_t field = 0; field + 1 < indptr.size(); ++field) {
    with_add(document, field, [&](auto&& add_to_row) {
      for_each_token(indptr, field, texts, scratch_.words.folded, checkpoint,
                     [&](const tokens::Token& token) { add({&token, 1}, checkpoint, add_to_row); });
    });
  }
  end_row(piece);
}

void Counter::end_row(Piece& piece) {
  const auto n_lengths = range_.most - range_.least + 1;
  std::size_t n_ids = range_.least == 1 ? static_cast<std::size_t>(words_.size()) : 0;
  for (std::size_t n = std::max<std::size_t>(range_.least, 2); n <= range_.most; ++n) {
    n_ids = std::max(n_ids, static_cast<std::size_t>(ngrams_[n - 2].size()));
  }
  n_ids *= n_lengths;
  tallies_.resize(n_ids);
  tallies_.add(row_);
  piece.append(row_);
}

}  // namespace broadsheet::vocabulary
