// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/arrivals.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {

void validate(const Arrivals& arrivals, std::int64_t n_seen, const base::Run& run) {
  sparse::validate(arrivals.rows, "X", run);
  const auto n = static_cast<std::size_t>(arrivals.rows.n_rows());
  const auto require_length = [&](std::size_t length, std::size_t expected, const char* name) {
    if (length == expected) return;
    throw std::invalid_argument(std::string(name) + " has " + std::to_string(length) +
                                " elements, not " + std::to_string(expected));
  };
  require_length(arrivals.times.size(), n, "timestamps");
  if (!(arrivals.min_similarity > 0.0)) {
    throw std::invalid_argument("min_similarity must be above 0, got " +
                                std::to_string(arrivals.min_similarity));
  }
  for (std::size_t e = 0; e < arrivals.rows.values.size(); ++e) {
    if (!(arrivals.rows.values[e] > 0.0)) {
      throw std::invalid_argument("X.data[" + std::to_string(e) + "] is " +
                                  std::to_string(arrivals.rows.values[e]) + "; it must be above 0");
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (arrivals.times[i] == similarity::unknown_time) {
      throw std::invalid_argument("timestamps[" + std::to_string(i) + "] is unknown");
    }
  }
  const auto require_number = [&](std::int64_t number, std::size_t row, const std::string& name) {
    const auto own = n_seen + static_cast<std::int64_t>(row);
    if (number >= 0 && number < own) return;
    throw std::invalid_argument(name + " is " + std::to_string(number) +
                                "; it must be the number of an earlier article, below " +
                                std::to_string(own));
  };
  if (!arrivals.forced.empty()) require_length(arrivals.forced.size(), n, "forced");
  for (std::size_t i = 0; i < arrivals.forced.size(); ++i) {
    if (arrivals.forced[i] != -1) {
      require_number(arrivals.forced[i], i, "forced[" + std::to_string(i) + "]");
    }
  }
  if (arrivals.barred_indptr.empty()) {
    require_length(arrivals.barred.size(), 0, "barred");
    return;
  }
  require_length(arrivals.barred_indptr.size(), n + 1, "barred's indptr");
  sparse::validate_rows(arrivals.barred_indptr, arrivals.barred.size(), "barred", run);
  for (std::size_t i = 0; i < n; ++i) {
    for (auto b = arrivals.barred_indptr[i]; b < arrivals.barred_indptr[i + 1]; ++b) {
      require_number(arrivals.barred[static_cast<std::size_t>(b)], i,
                     "barred[" + std::to_string(b) + "]");
    }
  }
}

}  // namespace broadsheet::clustering
