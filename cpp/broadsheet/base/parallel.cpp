// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/base/parallel.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace broadsheet::base {
namespace {

using std::chrono::steady_clock;

constexpr auto poll_interval = std::chrono::milliseconds(20);

// Unwinds a thread whose work is no longer wanted; never leaves parallel_for.
struct Stopped {};

// Joins what has been started, also when a later thread cannot be.
class Threads {
 public:
  explicit Threads(std::size_t n) { threads_.reserve(n); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() {
    for (auto& thread : threads_) thread.join();
  }
  template <class F>
  void start(F&& body) {
    threads_.emplace_back(std::forward<F>(body));
  }

 private:
  std::vector<std::thread> threads_;
};

}  // namespace

Checkpoint::Checkpoint(int thread, Monitor* monitor, const std::atomic<std::int64_t>& done,
                       std::int64_t total, const std::atomic<bool>& stopping)
    : thread_(thread),
      monitor_(monitor),
      done_(done),
      total_(total),
      stopping_(stopping),
      next_poll_(steady_clock::now() + poll_interval) {}

void Checkpoint::operator()() {
  if (stopping_.load(std::memory_order_relaxed)) throw Stopped{};
  if (monitor_ == nullptr) return;
  const auto now = steady_clock::now();
  if (now < next_poll_) return;
  next_poll_ = now + poll_interval;
  monitor_->poll(done_.load(std::memory_order_relaxed), total_);
}

void parallel_for(std::int64_t n_pieces, const Run& run,
                  const std::function<void(std::int64_t, Checkpoint&)>& piece) {
  if (run.n_threads < 1) {
    throw std::invalid_argument("n_threads must be at least 1, got " +
                                std::to_string(run.n_threads));
  }
  const auto n_threads = static_cast<int>(std::min<std::int64_t>(run.n_threads, n_pieces));
  std::atomic<std::int64_t> next{0};
  std::atomic<std::int64_t> done{0};
  std::atomic<bool> stopping{false};
  std::exception_ptr first_error;
  int n_running = 0;  // threads other than this one
  std::mutex mutex;   // of the two
  std::condition_variable thread_ended;

  const auto stop_for = [&](std::exception_ptr error) {
    const std::lock_guard lock(mutex);
    if (!first_error) first_error = std::move(error);
    stopping.store(true, std::memory_order_relaxed);
  };

  const auto work = [&](int thread) {
    Checkpoint checkpoint(thread, thread == 0 ? run.monitor : nullptr, done, n_pieces, stopping);
    try {
      for (;;) {
        checkpoint();
        const auto p = next.fetch_add(1, std::memory_order_relaxed);
        if (p >= n_pieces) return;
        piece(p, checkpoint);
        done.fetch_add(1, std::memory_order_relaxed);
      }
    } catch (const Stopped&) {
      // Another thread holds the reason.
    } catch (...) {
      stop_for(std::current_exception());
    }
  };

  // Where the others have work left and this thread has none, it still listens.
  const auto wait_for_the_others = [&] {
    std::unique_lock lock(mutex);
    while (!thread_ended.wait_for(lock, poll_interval, [&] { return n_running == 0; })) {
      if (run.monitor == nullptr || first_error) continue;
      lock.unlock();
      try {
        run.monitor->poll(done.load(std::memory_order_relaxed), n_pieces);
      } catch (...) {
        stop_for(std::current_exception());
      }
      lock.lock();
    }
  };

  {
    Threads others(static_cast<std::size_t>(std::max(n_threads - 1, 0)));
    try {
      for (int thread = 1; thread < n_threads; ++thread) {
        const auto count = [&](int change) {
          const std::lock_guard lock(mutex);
          n_running += change;
        };
        count(+1);
        try {
          others.start([&, count, thread] {
            work(thread);
            count(-1);
            thread_ended.notify_one();
          });
        } catch (...) {
          count(-1);
          throw;
        }
      }
    } catch (const std::system_error&) {
      // The system gives no more threads: those that run, and this one, do all the pieces.
    }
    if (n_pieces > 0) work(0);
    wait_for_the_others();
  }
  if (first_error) std::rethrow_exception(first_error);
}

}  // namespace broadsheet::base
