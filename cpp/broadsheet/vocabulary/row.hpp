// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"

namespace broadsheet::vocabulary {

/// Where a term was counted last. Kept beside the term, which is in the cache by then.
struct Seen {
  Index document = -1;         ///< the article,
  std::uint32_t position = 0;  ///< and the term's place in its row.
};

/// The terms of one article while it is counted: ids in the order in which they first come, and
/// for each its occurrences in every field. Meant to be used again.
class Row {
 public:
  explicit Row(std::size_t n_fields = 1) : n_fields_(n_fields) {}

  void clear() { size_ = 0; }

  /// Makes room for `n` more tokens: before they are added.
  void reserve(std::size_t n) {
    if (size_ + n <= ids_.size()) return;
    ids_.resize(2 * (size_ + n));
    counts_.resize(ids_.size() * n_fields_);
  }

  /// Counts one token. Whether its term is new to the row is calculated with, not branched upon:
  /// it cannot be predicted.
  /// @param seen      of the term, in articles of smaller number or in this one.
  /// @param document  the article, by a number that no other one has.
  void add(Index id, Seen& seen, Index document) {
    const std::uint32_t is_new = seen.document != document;
    const std::uint32_t if_known = is_new - 1;  // all bits, or none
    const auto end = static_cast<std::uint32_t>(size_);
    const auto position = (seen.position & if_known) | (end & ~if_known);
    ids_[size_] = id;
    counts_[position] = (counts_[position] & if_known) + 1;
    seen = {document, position};
    size_ += is_new;
  }

  /// The same for one of several fields.
  void add(Index id, Seen& seen, Index document, std::size_t field) {
    if (seen.document != document) {
      seen = {document, static_cast<std::uint32_t>(size_)};
      ids_[size_] = id;
      for (std::size_t f = 0; f < n_fields_; ++f) counts_[size_ * n_fields_ + f] = 0;
      ++size_;
    }
    ++counts_[seen.position * n_fields_ + field];
  }

  [[nodiscard]] std::size_t n_fields() const { return n_fields_; }
  [[nodiscard]] std::span<const Index> ids() const { return std::span(ids_).first(size_); }

  /// shape (ids().size(), n_fields()).
  [[nodiscard]] std::span<const std::uint32_t> counts() const {
    return std::span(counts_).first(size_ * n_fields_);
  }

 private:
  std::size_t n_fields_;
  std::size_t size_ = 0;
  std::vector<Index> ids_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace broadsheet::vocabulary
