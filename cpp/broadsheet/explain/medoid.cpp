// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/medoid.hpp"

#include <algorithm>
#include <cmath>

#include "broadsheet/explain/column_sums.hpp"
#include "broadsheet/explain/members.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::explain {

template <class T>
std::vector<Index> medoids(const sparse::CsrView<T>& x, std::span<const Index> labels,
                           Index n_clusters) {
  const auto members = members_of_clusters(labels, x.n_rows(), n_clusters);
  std::vector<Index> medoids;
  medoids.reserve(static_cast<std::size_t>(n_clusters));
  ColumnSums sums(x.n_cols);
  std::vector<double> similarity;  // of each member, to the others together
  for (Index c = 0; c < n_clusters; ++c) {
    const auto rows = members.of(c);
    if (rows.empty()) {
      medoids.push_back(no_cluster);
      continue;
    }
    for (const auto i : rows) sums.add(x.row(i));
    similarity.clear();
    for (const auto i : rows) {
      const auto row = x.row(i);
      similarity.push_back(sums.dot(row) - sparse::dot(row, row));
    }
    sums.clear();
    const auto largest = *std::max_element(similarity.begin(), similarity.end());
    const auto least = largest - 1e-12 * std::max(1.0, std::abs(largest));
    const auto first = std::find_if(similarity.begin(), similarity.end(),
                                    [least](double s) { return s >= least; });
    medoids.push_back(rows[static_cast<std::size_t>(first - similarity.begin())]);
  }
  return medoids;
}

template std::vector<Index> medoids(const sparse::CsrView<float>&, std::span<const Index>, Index);
template std::vector<Index> medoids(const sparse::CsrView<double>&, std::span<const Index>, Index);

}  // namespace broadsheet::explain
