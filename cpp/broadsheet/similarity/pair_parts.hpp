// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/similarity/pairs.hpp"

namespace broadsheet::similarity {

struct Pair {
  Index i;
  Index j;
  double similarity;
};

/// Thrown where a run of rows has more pairs than memory allows.
class TooManyPairs final : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "too many pairs"; }
};

/// The pairs of a run of rows, as threads find them: each pair once, in any order.
class PairParts {
 public:
  /// @param first, last  pairs have first <= i < last.
  /// @param most         pairs, about: each thread may have begun some 32,768 more at the most.
  PairParts(Index first, Index last, std::size_t most, int n_threads);

  /// Adds a pair; each thread its own.
  /// @throws TooManyPairs
  void add(std::size_t thread, const Pair& pair) {
    auto& part = parts_[thread];
    if (part.chunks.empty() || part.chunks.back().size() == chunk_) begin_chunk(part);
    part.chunks.back().push_back(pair);
  }

  [[nodiscard]] std::size_t size() const;

  /// All of them by (i, j). Each chunk is given back as its pairs find their places, so that they
  /// are held little more than twice. O(n_pairs + n_rows), and sorting what did not come by j.
  [[nodiscard]] Pairs sorted(const base::Run& run) &&;

  /// What `sorted` takes a row, and what a pair takes until the caller has it, in bytes: its place
  /// in a chunk, and of a similarity in double what float does not need.
  static constexpr std::size_t row_bytes = sizeof(std::size_t);
  static constexpr std::size_t pair_bytes = sizeof(Pair) + sizeof(double) - sizeof(float);

 private:
  struct alignas(64) Part {  // a thread's: no other's shares its cache line
    std::vector<base::Buffer<Pair>> chunks;
  };

  void begin_chunk(Part& part);

  Index first_;
  Index last_;
  std::size_t most_;
  std::size_t chunk_;
  std::atomic<std::size_t> begun_{0};
  std::vector<Part> parts_;
};

}  // namespace broadsheet::similarity
