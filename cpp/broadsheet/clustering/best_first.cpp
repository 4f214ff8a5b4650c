// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/best_first.hpp"

#include <cstdint>
#include <queue>
#include <tuple>

namespace broadsheet::clustering {

// Each cluster has one candidate in the queue, the
// best when it was put there. It may have got worse since, and is then found anew when its turn
// comes; it cannot have got better unless the cluster was merged, and then it was found anew.
template <class T>
std::vector<NamedMerge> merge_best_first(ClusterGraph<T>& graph, Index n_points,
                                         base::Checkpoint& checkpoint) {
  using Candidate = typename ClusterGraph<T>::Candidate;
  struct Entry {
    Candidate candidate;
    Index cluster;
    std::uint32_t version;
  };
  const auto is_worse = [](const Entry& a, const Entry& b) {
    return std::tuple(-a.candidate.similarity, a.candidate.low, a.candidate.high) >
           std::tuple(-b.candidate.similarity, b.candidate.low, b.candidate.high);
  };
  std::priority_queue<Entry, std::vector<Entry>, decltype(is_worse)> queue(is_worse);
  std::vector<std::uint32_t> version(static_cast<std::size_t>(n_points));
  const auto put_best_of = [&](Index cluster) {
    const auto v = ++version[static_cast<std::size_t>(cluster)];
    if (const auto best = graph.best_of(cluster)) queue.push({*best, cluster, v});
  };

  for (Index c = 0; c < n_points; ++c) {
    checkpoint();
    put_best_of(c);
  }
  std::vector<NamedMerge> merges;
  while (!queue.empty()) {
    checkpoint();
    const auto [candidate, cluster, entry_version] = queue.top();
    queue.pop();
    if (entry_version != version[static_cast<std::size_t>(cluster)]) continue;
    if (!graph.is_current(candidate) || graph.complete(candidate, checkpoint)) {
      put_best_of(cluster);
      continue;
    }
    merges.push_back({candidate.low, candidate.high, candidate.similarity});
    graph.merge(candidate);
    ++version[static_cast<std::size_t>(candidate.high)];
    put_best_of(candidate.low);
  }
  return merges;
}

template std::vector<NamedMerge> merge_best_first(ClusterGraph<float>&, Index, base::Checkpoint&);
template std::vector<NamedMerge> merge_best_first(ClusterGraph<double>&, Index, base::Checkpoint&);

}  // namespace broadsheet::clustering
