// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/live_state.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>

#include "broadsheet/clustering/live_row.hpp"

namespace broadsheet::clustering {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw std::invalid_argument("the state is damaged: " + what);
}

[[noreturn]] void refuse_at(const char* name, std::size_t i) {
  refuse(std::string(name) + "[" + std::to_string(i) + "] is out of range");
}

}  // namespace

void validate(const LiveState& state, std::int64_t window, const base::Run& run) {
  sparse::validate(state.rows.view(), "rows", run);
  const auto n = state.numbers.size();
  if (static_cast<std::size_t>(state.rows.n_rows()) != n || state.times.size() != n ||
      state.stories.size() != n) {
    refuse("there are " + std::to_string(n) + " numbers, " + std::to_string(state.times.size()) +
           " times, " + std::to_string(state.stories.size()) + " stories and " +
           std::to_string(state.rows.n_rows()) + " rows");
  }
  if (static_cast<std::size_t>(state.rows.n_cols) != state.frequencies.of_term.size()) {
    refuse("rows of " + std::to_string(state.rows.n_cols) + " terms, and frequencies of " +
           std::to_string(state.frequencies.of_term.size()));
  }
  if (state.n_seen < 0 || state.next_story < 0) refuse("a negative number");
  const bool has_clock = state.clock != similarity::unknown_time;
  if (!has_clock && state.n_seen > 0) refuse("articles, and no clock");
  for (std::size_t i = 0; i < n; ++i) {
    const auto least = i == 0 ? 0 : state.numbers[i - 1] + 1;
    if (state.numbers[i] < least || state.numbers[i] >= state.n_seen) refuse_at("numbers", i);
    const auto time = state.times[i];
    if (time == similarity::unknown_time || time > state.clock ||
        similarity::distance(time, state.clock) > static_cast<std::uint64_t>(window)) {
      refuse_at("times", i);
    }
    if (state.stories[i] < 0 || state.stories[i] >= state.next_story) refuse_at("stories", i);
  }
  if (!are_live(state.rows.values)) refuse("a weight that is no multiple of 2^-24 in (0, 1]");
}

}  // namespace broadsheet::clustering
