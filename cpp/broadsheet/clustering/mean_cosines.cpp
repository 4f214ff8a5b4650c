// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/mean_cosines.hpp"

namespace broadsheet::clustering {

std::vector<std::vector<Index>> members_of(const Labels& labels) {
  std::vector<std::vector<Index>> members(static_cast<std::size_t>(labels.n_clusters));
  for (std::size_t i = 0; i < labels.of.size(); ++i) {
    members[static_cast<std::size_t>(labels.of[i])].push_back(static_cast<Index>(i));
  }
  return members;
}

}  // namespace broadsheet::clustering
