// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/kmeans_input.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {

void require_centres(std::span<const Centre> centres, Index n_cols) {
  if (centres.empty()) throw std::invalid_argument("there must be at least one centre");
  for (const auto& centre : centres) {
    if (centre.columns.empty()) continue;
    // Ascending, so the ends tell.
    const auto column = centre.columns.front() < 0 ? centre.columns.front() : centre.columns.back();
    if (column < 0 || column >= n_cols) {
      throw std::invalid_argument("a centre has column " + std::to_string(column) + ", but X has " +
                                  std::to_string(n_cols) + " columns");
    }
  }
}

void require_weights(std::span<const double> weights, Index n_rows) {
  if (weights.empty()) return;
  if (weights.size() != static_cast<std::size_t>(n_rows)) {
    throw std::invalid_argument("sample_weight has " + std::to_string(weights.size()) +
                                " entries, but X has " + std::to_string(n_rows) + " rows");
  }
  double total = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto weight = weights[i];
    if (!(weight >= 0.0 && std::isfinite(weight))) {
      throw std::invalid_argument("sample_weight must be finite and at least 0, got " +
                                  std::to_string(weight) + " at row " + std::to_string(i));
    }
    if (weight > 0.0 && weight < least_weight) {
      throw std::invalid_argument("sample_weight must be 0 or at least 1e-300 at row " +
                                  std::to_string(i) + "; multiply all by the same number");
    }
    total += weight;
  }
  if (total > most_weight) {
    throw std::invalid_argument(
        "sample_weight must add up to at most 1e300; divide all by the largest");
  }
}

}  // namespace broadsheet::clustering
