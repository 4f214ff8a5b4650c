// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "broadsheet/clustering/cluster_tree.hpp"

namespace broadsheet::reference {

/// A node with all that is said of it, looked up the slow way.
struct Node {
  std::set<Index> articles;
  double birth = 1.0;
  double death = 0.0;
  Index parent = -1;
};

/// The nodes of a tree, each with its articles.
inline std::vector<Node> nodes_of(Index n_articles, const clustering::Merges& merges) {
  std::vector<Node> nodes;
  for (Index i = 0; i < n_articles; ++i) nodes.push_back({.articles = {i}});
  for (std::size_t m = 0; m < merges.a.size(); ++m) {
    Node made{.articles = {}, .birth = merges.similarity[m]};
    for (const auto child : {merges.a[m], merges.b[m]}) {
      auto& node = nodes[static_cast<std::size_t>(child)];
      node.death = merges.similarity[m];
      node.parent = static_cast<Index>(nodes.size());
      made.articles.insert(node.articles.begin(), node.articles.end());
    }
    nodes.push_back(made);
  }
  return nodes;
}

/// How long the clusters of one cut stand: by the definition, node by node.
struct Worth {
  double stable = 0.0;
  double distinct = 0.0;
};

inline Worth worth_of_cut(const std::vector<Node>& nodes, double cut, double floor,
                          double n_articles) {
  Worth worth;
  for (const auto& node : nodes) {
    const auto stands = node.death + 1e-9 < cut && cut <= node.birth + 1e-9;
    if (!stands) continue;
    const auto x = std::log(std::max(node.birth, floor) / std::max(node.death, floor));
    const auto size = static_cast<double>(node.articles.size());
    if (node.articles.size() > 1) worth.stable += size * x / n_articles;
    worth.distinct += size * std::max(0.0, x - 1.0) / n_articles;
  }
  return worth;
}

/// BCubed precision and recall, article by article.
inline std::pair<double, double> bcubed(const std::vector<Index>& truth,
                                        const std::vector<Index>& found) {
  const auto mean_share = [](const std::vector<Index>& of, const std::vector<Index>& within) {
    auto sum = 0.0;
    for (std::size_t i = 0; i < of.size(); ++i) {
      auto mine = 0.0;
      auto both = 0.0;
      for (std::size_t j = 0; j < of.size(); ++j) {
        if (of[i] != of[j]) continue;
        mine += 1.0;
        both += within[i] == within[j] ? 1.0 : 0.0;
      }
      sum += both / mine;
    }
    return sum / static_cast<double>(of.size());
  };
  return {mean_share(found, truth), mean_share(truth, found)};
}

/// The cluster of each article when merges of at least `cut` are made, named by some node.
inline std::vector<Index> clusters_at(const std::vector<Node>& nodes, Index n_articles,
                                      double cut) {
  std::vector<Index> found;
  for (Index i = 0; i < n_articles; ++i) {
    auto v = i;
    while (nodes[static_cast<std::size_t>(v)].parent >= 0 &&
           nodes[static_cast<std::size_t>(nodes[static_cast<std::size_t>(v)].parent)].birth >=
               cut) {
      v = nodes[static_cast<std::size_t>(v)].parent;
    }
    found.push_back(v);
  }
  return found;
}

}  // namespace broadsheet::reference
