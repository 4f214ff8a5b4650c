// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "broadsheet/base/pages.hpp"

namespace broadsheet::similarity {

/// How often terms occur in articles: a byte each, since few occur more than 254 times; those that
/// do stand in a list beside.
class TermCounts {
 public:
  static constexpr std::uint8_t is_large = 255;

  explicit TermCounts(std::size_t n = 0) : bytes_(n) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

  /// In any order, each place once; `finish` before a look at one.
  /// @param count  at least 1.
  void set(std::size_t at, std::int32_t count) {
    bytes_[at] = count < is_large ? static_cast<std::uint8_t>(count) : is_large;
    if (count >= is_large) large_.emplace_back(at, count);
  }
  /// Leaves out what comes after the first n, none of which has been set.
  void shorten(std::size_t n) { bytes_.resize(n); }
  void finish() { std::sort(large_.begin(), large_.end()); }

  /// O(1), or logarithmic in the number of large ones.
  [[nodiscard]] std::int32_t operator[](std::size_t at) const {
    return bytes_[at] < is_large ? bytes_[at] : large(at);
  }

  /// The counts, or `is_large`.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  [[nodiscard]] std::int32_t large(std::size_t at) const {
    return std::lower_bound(large_.begin(), large_.end(), std::pair(at, std::int32_t{0}))->second;
  }

  base::Buffer<std::uint8_t> bytes_;
  std::vector<std::pair<std::size_t, std::int32_t>> large_;
};

}  // namespace broadsheet::similarity
