// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/cluster_tree.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// From the last merge down each node takes over the root above it.
Labels labels_below_roots(std::size_t n, std::span<const Index> a, std::span<const Index> b) {
  std::vector<Index> root(n + a.size());
  std::iota(root.begin(), root.end(), Index{0});
  for (auto m = a.size(); m-- > 0;) {
    root[at(a[m])] = root[n + m];
    root[at(b[m])] = root[n + m];
  }
  std::vector<Index> first(root.size(), -1);
  std::vector<Index> name(n);
  for (std::size_t i = 0; i < n; ++i) {
    auto& article = first[at(root[i])];
    if (article < 0) article = static_cast<Index>(i);
    name[i] = article;
  }
  return canonical_labels(name);
}

}  // namespace

ClusterTree::ClusterTree(std::size_t n_articles) : node_of_(n_articles), articles_(n_articles, 1) {
  std::iota(node_of_.begin(), node_of_.end(), Index{0});
}

void ClusterTree::merge(const NamedMerge& merge) {
  const auto [low, high, similarity] = merge;
  const auto [a, b] = std::minmax(node_of_[at(low)], node_of_[at(high)]);
  merges_.a.push_back(a);
  merges_.b.push_back(b);
  const auto most = merges_.similarity.empty() ? 1.0 : merges_.similarity.back();
  merges_.similarity.push_back(std::min(similarity, most));
  articles_[at(low)] += articles_[at(high)];
  merges_.size.push_back(articles_[at(low)]);
  node_of_[at(low)] = static_cast<Index>(node_of_.size() + merges_.a.size() - 1);
}

Labels ClusterTree::labels() const {
  return labels_below_roots(node_of_.size(), merges_.a, merges_.b);
}

Labels labels_after(Index n_articles, std::span<const Index> a, std::span<const Index> b,
                    std::size_t n_merges) {
  if (n_merges > a.size() || n_merges > b.size()) {
    throw std::invalid_argument("there are " + std::to_string(std::min(a.size(), b.size())) +
                                " merges, fewer than the " + std::to_string(n_merges) +
                                " that were asked for");
  }
  std::vector<bool> has_parent(at(n_articles) + n_merges);
  for (std::size_t m = 0; m < n_merges; ++m) {
    for (const auto child : {a[m], b[m]}) {
      if (child < 0 || at(child) >= at(n_articles) + m || has_parent[at(child)]) {
        throw std::invalid_argument("merge " + std::to_string(m) + " takes node " +
                                    std::to_string(child) +
                                    ", which is not there or was merged before");
      }
      has_parent[at(child)] = true;
    }
  }
  return labels_below_roots(at(n_articles), a.first(n_merges), b.first(n_merges));
}

}  // namespace broadsheet::clustering
