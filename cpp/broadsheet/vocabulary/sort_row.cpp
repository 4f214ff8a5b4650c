// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/sort_row.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace broadsheet::vocabulary {
namespace {

constexpr unsigned most_digit_bits = 10;
constexpr std::size_t few_entries = 48;  // below it a comparison sort is sooner

}  // namespace

RowSorter::RowSorter(Index n_cols) {
  const auto bits = static_cast<unsigned>(std::bit_width(static_cast<std::uint32_t>(n_cols) | 1u));
  n_passes_ = (bits + most_digit_bits - 1) / most_digit_bits;
  digit_bits_ = (bits + n_passes_ - 1) / n_passes_;
}

std::span<const std::uint64_t> RowSorter::sorted() {
  if (entries_.size() < few_entries) {
    std::sort(entries_.begin(), entries_.end());
  } else {
    radix_sort();
  }
  return entries_;
}

void RowSorter::radix_sort() {
  other_.resize(entries_.size());
  const auto mask = (std::uint64_t{1} << digit_bits_) - 1;
  for (unsigned pass = 0; pass < n_passes_; ++pass) {
    const auto shift = 32 + pass * digit_bits_;
    std::array<std::uint32_t, 1u << most_digit_bits> next{};
    for (const auto entry : entries_) ++next[(entry >> shift) & mask];
    std::uint32_t sum = 0;
    for (std::size_t d = 0; d <= mask; ++d) {
      const auto count = next[d];
      next[d] = sum;
      sum += count;
    }
    for (const auto entry : entries_) other_[next[(entry >> shift) & mask]++] = entry;
    entries_.swap(other_);
  }
}

}  // namespace broadsheet::vocabulary
