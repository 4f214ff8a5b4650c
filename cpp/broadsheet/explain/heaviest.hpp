// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::explain {

/// Chooses the k numbers of largest absolute value. Its memory is used again; one a thread.
class Heaviest {
 public:
  /// @param k  at least 1.
  explicit Heaviest(std::size_t k) : k_(k) {}

  /// Positions of the k heaviest of `numbers`, or of all where there are fewer: by falling absolute
  /// value, then ascending. Valid until the next call.
  ///
  /// @param numbers  finite; fewer than 2^31.
  /// O(n + k log k) comparisons for numbers in random order, O(n log n) at worst.
  std::span<const Index> of(std::span<const double> numbers, base::Checkpoint& checkpoint) {
    return k_ <= few ? insert(numbers) : sort(numbers, checkpoint);
  }

 private:
  // Up to so many are kept in order as they come: most numbers cost one comparison, with the
  // lightest of those kept.
  static constexpr std::size_t few = 64;

  std::span<const Index> insert(std::span<const double> numbers) {
    weights_.resize(k_);
    chosen_.resize(k_);
    auto* const weights = weights_.data();
    auto* const chosen = chosen_.data();
    std::size_t size = 0;
    double least = -1.0;  // while there are fewer than k, any will do
    for (std::size_t p = 0; p < numbers.size(); ++p) {
      const auto weight = std::abs(numbers[p]);
      if (weight <= least) continue;  // of equal ones the earlier stays
      auto at = size < k_ ? size++ : k_ - 1;
      for (; at > 0 && weights[at - 1] < weight; --at) {
        weights[at] = weights[at - 1];
        chosen[at] = chosen[at - 1];
      }
      weights[at] = weight;
      chosen[at] = static_cast<Index>(p);
      if (size == k_) least = weights[k_ - 1];
    }
    return {chosen, size};
  }

  std::span<const Index> sort(std::span<const double> numbers, base::Checkpoint& checkpoint) {
    chosen_.resize(numbers.size());
    for (std::size_t p = 0; p < numbers.size(); ++p) chosen_[p] = static_cast<Index>(p);
    const auto size = std::min(k_, numbers.size());
    base::Steps steps(checkpoint);
    std::partial_sort(chosen_.begin(), chosen_.begin() + static_cast<std::ptrdiff_t>(size),
                      chosen_.end(), [&](Index p, Index q) {
                        steps();
                        const auto a = std::abs(numbers[static_cast<std::size_t>(p)]);
                        const auto b = std::abs(numbers[static_cast<std::size_t>(q)]);
                        return a > b || (a == b && p < q);
                      });
    return {chosen_.data(), size};
  }

  std::size_t k_;
  std::vector<double> weights_;
  std::vector<Index> chosen_;
};

}  // namespace broadsheet::explain
