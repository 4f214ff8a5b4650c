// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/frequent_first.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/cluster_sum.hpp"

namespace broadsheet::clustering {

FrequentFirst frequent_first(std::span<const Index> indices, Index n_cols, const base::Run& run) {
  FrequentFirst result;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::vector<Offset> n_entries(static_cast<std::size_t>(n_cols), 0);
    base::for_each_index(indices.size(), checkpoint,
                         [&](std::size_t e) { ++n_entries[static_cast<std::size_t>(indices[e])]; });
    const auto of = [&](Index column) { return n_entries[static_cast<std::size_t>(column)]; };
    result.column_of.resize(n_entries.size());
    std::iota(result.column_of.begin(), result.column_of.end(), Index{0});
    base::sort(result.column_of.begin(), result.column_of.end(), checkpoint,
               [&](Index a, Index b) { return of(a) > of(b) || (of(a) == of(b) && a < b); });
    result.number_of.resize(n_entries.size());
    base::for_each_index(n_entries.size(), checkpoint, [&](std::size_t number) {
      result.number_of[static_cast<std::size_t>(result.column_of[number])] =
          static_cast<Index>(number);
    });
    result.indices.resize(indices.size());
    base::for_each_index(indices.size(), checkpoint, [&](std::size_t e) {
      result.indices[e] = result.number_of[static_cast<std::size_t>(indices[e])];
    });
  });
  return result;
}

std::vector<Centre> renumbered(std::span<const Centre> centres, std::span<const Index> number_of,
                               const base::Run& run) {
  std::vector<Centre> result(centres.size());
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    ClusterSum sorted(static_cast<Index>(number_of.size()));
    std::vector<Index> columns;
    for (std::size_t c = 0; c < centres.size(); ++c) {
      columns.clear();
      for (const auto column : centres[c].columns) {
        columns.push_back(number_of[static_cast<std::size_t>(column)]);
      }
      sorted.add(sparse::Row<float>{columns, centres[c].values}, 1.0, pace);
      result[c] = sorted.centre(1.0);
      sorted.clear();
    }
  });
  return result;
}

}  // namespace broadsheet::clustering
