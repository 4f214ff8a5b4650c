// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/live_row.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace broadsheet::clustering {

__extension__ using Wide = unsigned __int128;

LiveRow live_row(std::span<const Index> columns, std::span<const double> weights) {
  LiveRow row{{columns.begin(), columns.end()}, {}};
  if (weights.empty()) return row;
  const auto largest = *std::max_element(weights.begin(), weights.end());
  Wide squares = 0;
  for (const auto weight : weights) {
    const auto steps = static_cast<std::uint64_t>(weight / largest / live_step + 0.5);
    squares += static_cast<Wide>(steps) * steps;
  }
  const auto length = std::sqrt(static_cast<double>(squares)) * live_step;
  row.values.reserve(weights.size());
  for (const auto weight : weights) {
    const auto steps = std::floor(weight / largest / length / live_step + 0.5);
    row.values.push_back(static_cast<float>(std::max(steps, 1.0) * live_step));
  }
  return row;
}

bool are_live(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) {
    const auto steps = static_cast<double>(value) / live_step;
    return steps >= 1.0 && steps <= 1.0 / live_step && steps == std::floor(steps);
  });
}

}  // namespace broadsheet::clustering
