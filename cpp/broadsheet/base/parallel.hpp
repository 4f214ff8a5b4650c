// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

#include "broadsheet/base/monitor.hpp"

namespace broadsheet::base {

/// Handed to every piece of a parallel loop: where it lets itself be stopped.
///
/// A piece that may last longer than some milliseconds calls it as it goes along.
class Checkpoint {
 public:
  Checkpoint(int thread, Monitor* monitor, const std::atomic<std::int64_t>& done,
             std::int64_t total, const std::atomic<bool>& stopping);

  /// Cheap enough for every few thousand operations.
  /// @throws whatever stops the loop; a piece lets it through and keeps no half-made result.
  void operator()();

  /// Which of the loop's threads runs this piece: 0 <= thread < n_threads. For scratch memory.
  [[nodiscard]] int thread() const { return thread_; }

 private:
  int thread_;
  Monitor* monitor_;  // null on all threads but the calling one
  const std::atomic<std::int64_t>& done_;
  std::int64_t total_;
  const std::atomic<bool>& stopping_;
  std::chrono::steady_clock::time_point next_poll_;
};

/// Runs `piece(p, checkpoint)` once for each 0 <= p < n_pieces, on up to `run.n_threads` threads.
///
/// Threads take the pieces in order and are joined before this returns, so nothing outlives the
/// call. Each piece writes only what belongs to it: results cannot depend on scheduling.
///
/// @param n_pieces  how many; the caller cuts them by its input alone.
/// @param run       threads and monitor; the monitor hears the number of pieces done.
/// @param piece     may throw: the other threads stop at their next piece or checkpoint, and the
///                  first exception is rethrown here.
/// @throws std::invalid_argument  when run.n_threads < 1.
void parallel_for(std::int64_t n_pieces, const Run& run,
                  const std::function<void(std::int64_t, Checkpoint&)>& piece);

}  // namespace broadsheet::base
