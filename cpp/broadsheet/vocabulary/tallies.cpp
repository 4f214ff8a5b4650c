// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/tallies.hpp"

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::vocabulary {

void Tallies::resize(std::size_t n_ids) {
  const auto size = n_ids * stride_;
  if (low_.size() >= size) return;
  if (low_.capacity() < size) low_.reserve(2 * size);
  low_.resize(size, 0);
}

void Tallies::add(const Row& row) {
  const auto ids = row.ids();
  const auto counts = row.counts();
  // Of many terms, a tally is seldom in the cache.
  constexpr std::size_t ahead = 16;
  const auto prefetch = [&](std::size_t e) {
    if (e < ids.size()) __builtin_prefetch(&low_[stride_ * static_cast<std::size_t>(ids[e])], 1);
  };
  if (stride_ == 2) {
    for (std::size_t e = 0; e < ids.size(); ++e) {
      prefetch(e + ahead);
      const auto place = 2 * static_cast<std::size_t>(ids[e]);
      count(place, 1);
      count(place + 1, counts[e]);
    }
    return;
  }
  const auto n = n_fields();
  for (std::size_t e = 0; e < ids.size(); ++e) {
    prefetch(e + ahead);
    const auto place = stride_ * static_cast<std::size_t>(ids[e]);
    count(place, 1);
    for (std::size_t f = 0; f < n; ++f) count(place + 1 + f, counts[e * n + f]);
  }
}

void Tallies::carry(std::size_t place, std::uint32_t n) {
  // What the lower 16 bits of the sum do not say of the number before and n.
  const auto before = static_cast<std::uint16_t>(low_[place] - n);
  carried_.resize(low_.size(), false);
  carried_[place] = true;
  high_[place] += static_cast<Offset>(before) + n - low_[place];
}

std::vector<Offset> CollectionFrequencies::by_column(base::Checkpoint& checkpoint) const {
  if (tallies.empty()) return {};
  const auto n_fields = tallies.front().n_fields();
  std::vector<Offset> result(static_cast<std::size_t>(n_terms) * n_fields, 0);
  for (std::size_t thread = 0; thread < tallies.size(); ++thread) {
    base::for_each_index(tallies[thread].n_ids(), checkpoint, [&](std::size_t id) {
      const auto column = columns[thread][id];
      if (column < 0) return;
      const auto first = static_cast<std::size_t>(column) * n_fields;
      for (std::size_t f = 0; f < n_fields; ++f) {
        result[first + f] += tallies[thread].collection_frequency(id, f);
      }
    });
  }
  return result;
}

}  // namespace broadsheet::vocabulary
