// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/filter.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace broadsheet::similarity {
namespace {

void require_length(std::size_t length, Index n_rows, const std::string& name,
                    const std::string& matrix) {
  if (length != static_cast<std::size_t>(n_rows)) {
    throw std::invalid_argument(name + " has " + std::to_string(length) + " entries, but " +
                                matrix + " has " + std::to_string(n_rows) + " rows");
  }
}

void require_known(std::span<const Timestamp> times, const std::string& matrix) {
  const auto unknown = std::find(times.begin(), times.end(), unknown_time);
  if (unknown != times.end()) {
    throw std::invalid_argument("timestamps of " + matrix + " has no time at position " +
                                std::to_string(unknown - times.begin()) +
                                "; a window needs the time of each row");
  }
}

}  // namespace

void validate(const PairFilter& filter, Index n_x, Index n_y) {
  if (filter.window) {
    require_length(filter.x_times.size(), n_x, "timestamps", "X");
    require_length(filter.y_times.size(), n_y, "timestamps", "Y");
    require_known(filter.x_times, "X");
    require_known(filter.y_times, "Y");
  }
  if (filter.pairs_from != PairsFrom::any) {
    require_length(filter.x_groups.size(), n_x, "groups", "X");
    require_length(filter.y_groups.size(), n_y, "groups", "Y");
  }
}

}  // namespace broadsheet::similarity
