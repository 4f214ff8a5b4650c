// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/by_cluster.hpp"

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::clustering {

ByCluster by_cluster(std::span<const Index> labels, Index n_clusters,
                     base::Checkpoint& checkpoint) {
  ByCluster result;
  auto& offsets = result.offsets;
  offsets.assign(static_cast<std::size_t>(n_clusters) + 1, 0);
  base::for_each_index(labels.size(), checkpoint,
                       [&](std::size_t i) { ++offsets[static_cast<std::size_t>(labels[i]) + 1]; });
  for (std::size_t c = 1; c < offsets.size(); ++c) offsets[c] += offsets[c - 1];
  result.rows.resize(labels.size());
  auto next = offsets;
  base::for_each_index(labels.size(), checkpoint, [&](std::size_t i) {
    result.rows[next[static_cast<std::size_t>(labels[i])]++] = static_cast<Index>(i);
  });
  return result;
}

}  // namespace broadsheet::clustering
