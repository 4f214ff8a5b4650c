// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/mini_batch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/by_cluster.hpp"
#include "broadsheet/clustering/cluster_sum.hpp"
#include "broadsheet/clustering/kmeans_input.hpp"
#include "broadsheet/sparse/unit_rows.hpp"

namespace broadsheet::clustering {

template <class T>
Assignment mini_batch(const sparse::CsrView<T>& x, std::span<const double> weights,
                      std::vector<Centre>& centres, std::vector<double>& lengths,
                      const base::Run& run) {
  if (centres.size() != lengths.size()) {
    throw std::invalid_argument("there must be as many lengths as centres");
  }
  require_centres(centres, x.n_cols);
  require_weights(weights, x.n_rows());
  std::int64_t told = 0;
  base::Share preparing(run, 0, 100, &told);
  base::Share assigning(run, 100, 800, &told);
  base::Share moving(run, 800, base::Share::whole, &told);
  const auto divided = sparse::unit_rows<T>(x.indptr, x.values, preparing.run());
  const sparse::CsrView<T> unit{x.indptr, x.indices,
                                divided.empty() ? x.values : std::span<const T>(divided), x.n_cols};
  auto found = assign(unit, centres, assigning.run());
  ByCluster members;
  base::parallel_for(1, moving.run(), [&](std::int64_t, base::Checkpoint& checkpoint) {
    members = by_cluster(found.labels, static_cast<Index>(centres.size()), checkpoint);
  });
  const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), centres.size());
  std::vector<ClusterSum> sums(n_threads, ClusterSum(x.n_cols));
  base::parallel_for(static_cast<std::int64_t>(centres.size()), moving.run(),
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto c = static_cast<std::size_t>(p);
                       base::Pace pace(checkpoint);
                       auto& sum = sums[static_cast<std::size_t>(checkpoint.thread())];
                       auto weight = lengths[c];
                       if (weight > 0.0) sum.add(centres[c].row(), weight, pace);
                       for (const auto i : members[c]) {
                         const auto w =
                             weights.empty() ? 1.0 : weights[static_cast<std::size_t>(i)];
                         if (w > 0.0) sum.add(unit.row(i), w, pace);
                         weight += w;
                       }
                       const auto length = sum.length();
                       if (!members[c].empty() && has_direction(length, weight)) {
                         centres[c] = sum.centre(length);
                         lengths[c] = length;
                       }
                       sum.clear();
                     });
  return found;
}

template Assignment mini_batch(const sparse::CsrView<float>&, std::span<const double>,
                               std::vector<Centre>&, std::vector<double>&, const base::Run&);
template Assignment mini_batch(const sparse::CsrView<double>&, std::span<const double>,
                               std::vector<Centre>&, std::vector<double>&, const base::Run&);

}  // namespace broadsheet::clustering
