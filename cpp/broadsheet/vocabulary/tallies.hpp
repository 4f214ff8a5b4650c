// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/vocabulary/row.hpp"

namespace broadsheet::vocabulary {

/// How many articles hold each term, and how often it occurs in each of their fields: by id.
///
/// Numbers have 16 bits, so that those of a term of one field take no more room than one number
/// would, and mostly stay in the cache; what exceeds them is added up apart.
class Tallies {
 public:
  explicit Tallies(std::size_t n_fields) : stride_(1 + n_fields) {}

  /// Makes room for so many ids; before rows that have them.
  void resize(std::size_t n_ids);
  void add(const Row& row);

  [[nodiscard]] std::size_t n_ids() const { return low_.size() / stride_; }
  [[nodiscard]] std::size_t n_fields() const { return stride_ - 1; }
  [[nodiscard]] Index document_frequency(std::size_t id) const {
    return static_cast<Index>(number(id * stride_));
  }
  [[nodiscard]] Offset collection_frequency(std::size_t id, std::size_t field) const {
    return number(id * stride_ + 1 + field);
  }

 private:
  void count(std::size_t place, std::uint32_t n) {
    const auto sum = low_[place] + n;
    low_[place] = static_cast<std::uint16_t>(sum);
    if (sum > 0xFFFF || sum < n) [[unlikely]]
      carry(place, n);
  }
  void carry(std::size_t place, std::uint32_t n);
  [[nodiscard]] Offset number(std::size_t place) const {
    if (place >= carried_.size() || !carried_[place]) return low_[place];
    return low_[place] + high_.at(place);
  }

  std::size_t stride_;
  base::Buffer<std::uint16_t> low_;  // by id: articles, then occurrences by field
  std::unordered_map<std::size_t, Offset> high_;
  std::vector<bool> carried_;  // by place: whether it is in high_
};

/// How often each term of a vocabulary occurs in each field of the articles that it was learnt
/// from. Kept as it was counted: few ask for it, and it takes a pass over all terms.
struct CollectionFrequencies {
  std::vector<Tallies> tallies;              ///< by thread.
  std::vector<base::Buffer<Index>> columns;  ///< by thread and id; -1: pruned.
  Index n_terms = 0;

  /// Shape (n_terms, n_fields). O(ids).
  [[nodiscard]] std::vector<Offset> by_column(base::Checkpoint& checkpoint) const;
};

}  // namespace broadsheet::vocabulary
