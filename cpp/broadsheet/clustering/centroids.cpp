// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/centroids.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/by_cluster.hpp"

namespace broadsheet::clustering {
namespace {

// Calls `f(cluster, column, value)` for all entries, by cluster and in it by row.
template <class F>
void for_each_entry(const sparse::CsrView<double>& x, const ByCluster& clusters,
                    base::Checkpoint& checkpoint, F&& f) {
  base::Pace pace(checkpoint);
  for (std::size_t c = 0; c + 1 < clusters.offsets.size(); ++c) {
    for (auto r = clusters.offsets[c]; r < clusters.offsets[c + 1]; ++r) {
      const auto row = x.row(clusters.rows[r]);
      pace.each(row.size(), [&](std::size_t e) {
        f(static_cast<Index>(c), static_cast<std::size_t>(row.columns[e]), row.values[e]);
      });
      pace.count(1);  // of many rows without entries too
    }
  }
}

}  // namespace

sparse::Csr<double> centroids_by_term(const sparse::CsrView<double>& x,
                                      std::span<const Index> labels, Index n_clusters,
                                      const base::Run& run) {
  sparse::Csr<double> result;
  result.n_cols = n_clusters;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    const auto n_cols = static_cast<std::size_t>(x.n_cols);
    const auto clusters = by_cluster(labels, n_clusters, checkpoint);
    auto& indptr = result.indptr;
    indptr.assign(n_cols + 1, 0);
    {
      std::vector<Index> latest(n_cols, -1);
      for_each_entry(x, clusters, checkpoint, [&](Index c, std::size_t t, double) {
        indptr[t + 1] += latest[t] != c ? 1 : 0;
        latest[t] = c;
      });
    }
    base::for_each_index(n_cols, checkpoint, [&](std::size_t t) { indptr[t + 1] += indptr[t]; });

    const auto n_entries = static_cast<std::size_t>(indptr.back());
    result.indices.resize(n_entries);
    result.values.resize(n_entries);
    base::touch(result.indices, checkpoint);
    base::touch(result.values, checkpoint);
    auto next = std::vector<Offset>(indptr.begin(), indptr.end() - 1);
    std::vector<double> excess(n_cols);  // by which the sum in the making is too large
    for_each_entry(x, clusters, checkpoint, [&](Index c, std::size_t t, double value) {
      const auto last = static_cast<std::size_t>(next[t]) - 1;
      if (next[t] > indptr[t] && result.indices[last] == c) {
        auto& sum = result.values[last];
        const auto term = value - excess[t];
        const auto larger = sum + term;
        excess[t] = (larger - sum) - term;
        sum = larger;
      } else {
        const auto to = static_cast<std::size_t>(next[t]++);
        result.indices[to] = c;
        result.values[to] = value;
        excess[t] = 0.0;
      }
    });
    base::for_each_index(n_entries, checkpoint, [&](std::size_t e) {
      const auto c = static_cast<std::size_t>(result.indices[e]);
      result.values[e] /= static_cast<double>(clusters.offsets[c + 1] - clusters.offsets[c]);
    });
  });
  return result;
}

}  // namespace broadsheet::clustering
