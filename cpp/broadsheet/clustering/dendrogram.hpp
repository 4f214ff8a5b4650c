// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/clustering/cluster_tree.hpp"

namespace broadsheet::clustering {

/// The tree, or trees, that merges make, with what can be told of each node. Articles are nodes 0,
/// 1, …, n_articles - 1, and merge m made node n_articles + m: children come before their parents.
/// Arrays have the shape (n_nodes,).
struct Dendrogram {
  Index n_articles = 0;
  std::vector<Index> parent;   ///< -1 of a root.
  std::vector<Index> size;     ///< articles in the node.
  std::vector<double> birth;   ///< similarity of its merge; 1 of an article.
  std::vector<double> death;   ///< birth of its parent; 0 of a root.
  std::vector<double> inside;  ///< mean similarity of all pairs in it; 1 of an article.

  [[nodiscard]] Index n_nodes() const { return static_cast<Index>(parent.size()); }
};

/// Reads the merges of average link as a tree: the pairs inside a node are those inside its
/// children and those across, whose mean is the similarity of its merge.
///
/// @throws std::invalid_argument  naming the first merge that is of no two nodes made before it and
///         still without parent, or whose similarity is not in [0, 1] or above the merge before.
///
/// O(n_articles).
[[nodiscard]] Dendrogram dendrogram(Index n_articles, const MergesView& merges);

}  // namespace broadsheet::clustering
