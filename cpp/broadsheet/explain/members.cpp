// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/members.hpp"

#include <stdexcept>
#include <string>

namespace broadsheet::explain {

Members members_of_clusters(std::span<const Index> labels, Index n_rows, Index n_clusters) {
  if (n_clusters < 0) {
    throw std::invalid_argument("n_clusters must be at least 0, got " + std::to_string(n_clusters));
  }
  if (labels.size() != static_cast<std::size_t>(n_rows)) {
    throw std::invalid_argument("labels has " + std::to_string(labels.size()) +
                                " entries, but X has " + std::to_string(n_rows) + " rows");
  }
  Members members;
  members.offsets.assign(static_cast<std::size_t>(n_clusters) + 1, 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = labels[i];
    if (label == no_cluster) continue;
    if (label < 0 || label >= n_clusters) {
      throw std::invalid_argument("labels has " + std::to_string(label) + " at row " +
                                  std::to_string(i) + ", but there are " +
                                  std::to_string(n_clusters) + " clusters");
    }
    ++members.offsets[static_cast<std::size_t>(label) + 1];
  }
  for (std::size_t c = 1; c < members.offsets.size(); ++c) {
    members.offsets[c] += members.offsets[c - 1];
  }
  members.rows.resize(members.offsets.back());
  auto next = members.offsets;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == no_cluster) continue;
    members.rows[next[static_cast<std::size_t>(labels[i])]++] = static_cast<Index>(i);
  }
  return members;
}

}  // namespace broadsheet::explain
