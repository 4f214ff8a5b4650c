// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/clustering/labels.hpp"

namespace broadsheet::clustering {

/// The merges in the order in which they were made, as the rows of SciPy's linkage matrix: equally
/// long arrays, n_articles - n_clusters of them. Articles are nodes 0, 1, …, n_articles - 1, and
/// merge m makes node n_articles + m.
struct Merges {
  std::vector<Index> a;            ///< the node with the smaller number.
  std::vector<Index> b;            ///< the other one.
  std::vector<double> similarity;  ///< of the clusters a and b; in [0, 1], never rises.
  std::vector<Index> size;         ///< articles in the new node.
};

/// The arrays of Merges, borrowed; sizes follow from the others.
struct MergesView {
  std::span<const Index> a;
  std::span<const Index> b;
  std::span<const double> similarity;
};

/// Two clusters become one, under the name of `low`. A cluster is named by its smallest article or
/// point.
struct NamedMerge {
  Index low;
  Index high;
  double similarity;
};

/// The cluster of each article after the first `n_merges` merges.
///
/// @throws std::invalid_argument  naming the first merge that is of no two nodes made before it and
///         still without parent; if there are fewer merges.
///
/// O(n_articles + n_merges).
[[nodiscard]] Labels labels_after(Index n_articles, std::span<const Index> a,
                                  std::span<const Index> b, std::size_t n_merges);

/// Numbers the nodes of the tree as they are made, and writes the merges down.
class ClusterTree {
 public:
  /// @param n_articles  at most 2^30 - 1, since nodes are numbered.
  explicit ClusterTree(std::size_t n_articles);

  /// Merges the cluster that article `high` is first in into that of article `low`. The similarity
  /// written down is 1 at the most, as cosines may be a little above it, and at the most that of
  /// the merge before, as averages of one value may differ in the last bit.
  void merge(const NamedMerge& merge);

  /// The cluster of each article. O(n_articles).
  [[nodiscard]] Labels labels() const;

  [[nodiscard]] Merges take() && { return std::move(merges_); }

 private:
  std::vector<Index> node_of_;   // by first article
  std::vector<Index> articles_;  // likewise
  Merges merges_;
};

}  // namespace broadsheet::clustering
