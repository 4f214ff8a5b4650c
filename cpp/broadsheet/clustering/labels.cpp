// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/labels.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {

Labels canonical_labels(std::span<const Index> names) {
  constexpr Index unnumbered = -1;
  std::vector<Index> number(names.size(), unnumbered);
  Labels labels;
  labels.of.reserve(names.size());
  for (const auto name : names) {
    if (name < 0 || static_cast<std::size_t>(name) >= names.size()) {
      throw std::invalid_argument("article " + std::to_string(labels.of.size()) +
                                  " is in cluster " + std::to_string(name) +
                                  ", which is not in 0.." + std::to_string(names.size() - 1));
    }
    auto& n = number[static_cast<std::size_t>(name)];
    if (n == unnumbered) n = labels.n_clusters++;
    labels.of.push_back(n);
  }
  return labels;
}

}  // namespace broadsheet::clustering
