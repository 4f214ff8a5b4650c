// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "broadsheet/base/monitor.hpp"

namespace broadsheet::base {

/// Lets a monitor be heard between loops that may each be over before it is polled: call it after
/// every one. On the thread that made the call.
class BetweenLoops {
 public:
  /// @param done, total  as for Monitor::poll.
  /// @throws whatever the monitor does.
  void operator()(const Run& run, std::int64_t done, std::int64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (run.monitor == nullptr || now < next_) return;
    next_ = now + interval;
    run.monitor->poll(done, total);
  }

 private:
  static constexpr std::chrono::milliseconds interval{20};
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + interval;
};

}  // namespace broadsheet::base
