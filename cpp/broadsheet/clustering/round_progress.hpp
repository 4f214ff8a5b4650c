// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/monitor.hpp"

namespace broadsheet::clustering {

/// The loops of a call that goes round up to so many times: each is heard as its share of all
/// rounds, and the monitor also between loops that are over before it is polled.
class RoundProgress {
 public:
  /// @param run  borrowed is its monitor, which hears thousandths of `n_rounds` rounds.
  RoundProgress(const base::Run& run, int n_rounds) : run_(run), n_rounds_(n_rounds) {}

  void next_round() { ++round_; }
  [[nodiscard]] int round() const { return round_; }

  /// Calls `loop(run)` as a part of this round.
  template <class F>
  void operator()(F&& loop) {
    const auto before = std::max(round_ - 1, 0);
    base::Share share(run_, at(before), at(before + 1), &told_);
    loop(share.run());
    between_(run_, told_, base::Share::whole);
  }

 private:
  [[nodiscard]] std::int64_t at(std::int64_t round) const {
    return base::Share::whole * round / n_rounds_;
  }

  base::Run run_;
  int n_rounds_;
  int round_ = 0;
  std::int64_t told_ = 0;
  base::BetweenLoops between_;
};

}  // namespace broadsheet::clustering
