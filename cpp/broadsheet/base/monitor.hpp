// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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

/// One of the loops of a call, heard as its share of the whole, in thousandths: so that a call of
/// several loops has one total, and what is done never falls.
class Share final : public Monitor {
 public:
  static constexpr std::int64_t whole = 1000;

  /// @param from, to  thousandths of the call that are done before and after the loop.
  /// @param told      the most thousandths told so far, borrowed, for a loop that may be a second
  ///                  try: what was told before is not told again. Null: it never is.
  Share(const Run& run, std::int64_t from, std::int64_t to, std::int64_t* told = nullptr)
      : run_(run), from_(from), to_(to), told_(told) {}

  void poll(std::int64_t done, std::int64_t total) override {
    auto share = total == 0 ? to_ : from_ + (to_ - from_) * done / total;
    if (told_ != nullptr) share = *told_ = std::max(*told_, share);
    run_.monitor->poll(share, whole);
  }

  /// How the loop is run; for as long as this lives.
  [[nodiscard]] Run run() { return {run_.n_threads, run_.monitor == nullptr ? nullptr : this}; }

 private:
  Run run_;
  std::int64_t from_;
  std::int64_t to_;
  std::int64_t* told_;
};

}  // namespace broadsheet::base
