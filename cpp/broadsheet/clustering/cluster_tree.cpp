// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/cluster_tree.hpp"

#include <algorithm>
#include <numeric>

namespace broadsheet::clustering {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

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
  const auto n = node_of_.size();
  // From the last merge down each node takes over the root above it.
  std::vector<Index> root(n + merges_.a.size());
  std::iota(root.begin(), root.end(), Index{0});
  for (auto m = merges_.a.size(); m-- > 0;) {
    root[at(merges_.a[m])] = root[n + m];
    root[at(merges_.b[m])] = root[n + m];
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

}  // namespace broadsheet::clustering
