// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/labels.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
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

Labels first_appearance(std::span<const std::int64_t> names) {
  static_cast<void>(to_index(names.size(), "articles"));
  std::vector<Index> order(names.size());
  std::iota(order.begin(), order.end(), Index{0});
  const auto name_of = [&](Index i) { return names[static_cast<std::size_t>(i)]; };
  std::ranges::stable_sort(order, {}, name_of);
  std::vector<Index> first(names.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool is_first = k == 0 || name_of(order[k]) != name_of(order[k - 1]);
    first[static_cast<std::size_t>(order[k])] =
        is_first ? order[k] : first[static_cast<std::size_t>(order[k - 1])];
  }
  return canonical_labels(first);
}

}  // namespace broadsheet::clustering
