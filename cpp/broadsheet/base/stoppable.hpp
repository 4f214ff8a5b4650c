// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

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

}  // namespace broadsheet::base
