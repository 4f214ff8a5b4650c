// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/living_frequencies.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// All that a stream knows, as arrays. Articles by their numbers, ascending.
struct LiveState {
  Timestamp clock = similarity::unknown_time;
  std::int64_t n_seen = 0;
  std::int64_t next_story = 0;
  LivingFrequencies::State frequencies;
  std::vector<std::int64_t> numbers;  ///< shape (n_live,); ascending, in [0, n_seen).
  std::vector<Timestamp> times;       ///< shape (n_live,); in [clock - window, clock].
  std::vector<std::int64_t> stories;  ///< shape (n_live,); in [0, next_story).
  sparse::Csr<float> rows;            ///< shape (n_live, n_terms); of LiveRows.
};

/// Holds a state that comes from outside to what its members say; the numbers of frequencies are
/// LivingFrequencies' to check.
/// @throws std::invalid_argument  naming the first that is wrong. O(entries).
void validate(const LiveState& state, std::int64_t window, const base::Run& run);

}  // namespace broadsheet::clustering
