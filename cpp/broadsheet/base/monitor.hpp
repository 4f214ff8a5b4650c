// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace broadsheet::base {

/// The caller's ear during a long call: it hears how far the work is, and may stop it.
///
/// The core calls `poll` about every 20 ms, and only ever on the thread that made the call.
class Monitor {
 public:
  Monitor() = default;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  virtual ~Monitor() = default;

  /// @param done   pieces of the loop finished so far; never falls within one loop.
  /// @param total  pieces of the loop; they are cut to last about equally long.
  /// @throws anything  to stop the call: all threads end, then the exception leaves the call.
  virtual void poll(std::int64_t done, std::int64_t total) = 0;
};

/// How a long call is run. Its result never depends on this.
struct Run {
  int n_threads = 1;           ///< threads, the calling one included; at least 1.
  Monitor* monitor = nullptr;  ///< borrowed for the call; null: nobody listens.
};

}  // namespace broadsheet::base
