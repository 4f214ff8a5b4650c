// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"

namespace broadsheet::base {

/// Calls `f(i)` for each 0 <= i < n in order, with a checkpoint every so many: often enough where a
/// step lasts up to a microsecond, and free where it lasts one cycle.
template <class F>
void for_each_index(std::size_t n, Checkpoint& checkpoint, F&& f) {
  constexpr std::size_t block = 1 << 14;
  for (std::size_t first = 0; first < n; first += block) {
    checkpoint();
    const auto last = std::min(n, first + block);
    for (auto i = first; i < last; ++i) f(i);
  }
}

/// Resizes an array to more elements than it has, which get their default, with checkpoints: where
/// memory is touched first, a hundred megabytes take long. An exception leaves some of them.
template <class T>
void resize(Buffer<T>& buffer, std::size_t n, Checkpoint& checkpoint) {
  constexpr std::size_t block = 1 << 16;
  buffer.reserve(n);
  while (buffer.size() < n) {
    checkpoint();
    buffer.resize(std::min(n, buffer.size() + block));
  }
}

/// Writes to each page of an array that is still unwritten, with checkpoints. The system clears a
/// page when it is first written to: where writes are scattered, the first few thousand would touch
/// all of a large array, and nobody could stop that.
template <class T>
void touch(Buffer<T>& buffer, Checkpoint& checkpoint) {
  constexpr std::size_t page = std::max<std::size_t>(4096 / sizeof(T), 1);
  constexpr std::size_t pages = 16;
  for (std::size_t first = 0; first < buffer.size(); first += page) {
    if (first % (pages * page) == 0) checkpoint();
    buffer[first] = T{};
  }
}

/// Calls a checkpoint once in so many steps: for what is no loop of ours, as a comparison in
/// `std::sort`.
class Steps {
 public:
  explicit Steps(Checkpoint& checkpoint) : checkpoint_(checkpoint) {}
  void operator()() {
    if (++n_ % (1 << 14) == 0) checkpoint_();
  }

 private:
  Checkpoint& checkpoint_;
  unsigned n_ = 0;
};

/// Calls a checkpoint once in so many entries, which may be many short rows or a part of a long
/// one.
class Pace {
 public:
  explicit Pace(Checkpoint& checkpoint) : checkpoint_(checkpoint) {}

  /// Calls `f(first, last)` for successive parts of [0, n).
  template <class F>
  void parts(std::size_t n, F&& f) {
    for (std::size_t first = 0; first < n;) {
      const auto last = n - first > block ? first + block : n;
      f(first, last);
      count(last - first);
      first = last;
    }
  }

  /// Calls `f(i)` for each 0 <= i < n in order.
  template <class F>
  void each(std::size_t n, F&& f) {
    parts(n, [&](std::size_t first, std::size_t last) {
      for (auto i = first; i < last; ++i) f(i);
    });
  }

  /// Says that `n` entries have been gone through.
  void count(std::size_t n) {
    done_ += n;
    if (done_ < block) return;
    done_ = 0;
    checkpoint_();
  }

  [[nodiscard]] Checkpoint& checkpoint() { return checkpoint_; }

 private:
  static constexpr std::size_t block = std::size_t{1} << 14;
  Checkpoint& checkpoint_;
  std::size_t done_ = 0;
};

/// `std::sort` that a checkpoint may stop, where there is enough to sort for it to last.
template <class Iterator, class Before>
void sort(Iterator first, Iterator last, Checkpoint& checkpoint, Before before) {
  if (std::distance(first, last) < (1 << 16)) {
    std::sort(first, last, before);
    checkpoint();
    return;
  }
  Steps steps(checkpoint);
  std::sort(first, last, [&](const auto& a, const auto& b) {
    steps();
    return before(a, b);
  });
}

}  // namespace broadsheet::base
