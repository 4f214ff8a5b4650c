// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "broadsheet/clustering/cluster_tree.hpp"

namespace broadsheet::clustering {

/// Merges of random nodes at falling similarities, some of them equal. With `n_roots` trees.
inline Merges random_merges(Index n_articles, Index n_roots, std::mt19937& random) {
  std::vector<Index> open(static_cast<std::size_t>(n_articles));
  std::iota(open.begin(), open.end(), Index{0});
  std::vector<Index> size(open.size(), 1);
  std::uniform_real_distribution<double> factor(0.7, 1.0);
  std::bernoulli_distribution equal(0.2);
  Merges merges;
  auto similarity = 1.0;
  while (static_cast<Index>(open.size()) > n_roots) {
    std::shuffle(open.begin(), open.end(), random);
    const auto a = open.back();
    open.pop_back();
    const auto b = open.back();
    open.back() = static_cast<Index>(size.size());
    if (!equal(random)) similarity = std::max(1e-3, similarity * factor(random));
    merges.a.push_back(std::min(a, b));
    merges.b.push_back(std::max(a, b));
    merges.similarity.push_back(similarity);
    const auto both = size[static_cast<std::size_t>(a)] + size[static_cast<std::size_t>(b)];
    merges.size.push_back(static_cast<Index>(both));
    size.push_back(static_cast<Index>(both));
  }
  return merges;
}

inline MergesView view_of(const Merges& merges) { return {merges.a, merges.b, merges.similarity}; }

/// Stories of so many articles each: their articles join at `within`, the stories at `between`.
inline Merges two_levels(Index n_stories, Index per_story, double within, double between) {
  Merges merges;
  const auto n = static_cast<Index>(n_stories * per_story);
  std::vector<Index> roots;
  const auto join = [&](Index a, Index b, double similarity, Index size) {
    merges.a.push_back(std::min(a, b));
    merges.b.push_back(std::max(a, b));
    merges.similarity.push_back(similarity);
    merges.size.push_back(size);
    return static_cast<Index>(static_cast<std::size_t>(n) + merges.a.size() - 1);
  };
  for (Index s = 0; s < n_stories; ++s) {
    auto root = static_cast<Index>(s * per_story);
    for (Index i = 1; i < per_story; ++i) {
      root = join(root, static_cast<Index>(s * per_story + i), within, static_cast<Index>(i + 1));
    }
    roots.push_back(root);
  }
  auto root = roots.front();
  for (Index s = 1; s < n_stories; ++s) {
    root = join(root, roots[static_cast<std::size_t>(s)], between,
                static_cast<Index>((s + 1) * per_story));
  }
  return merges;
}

}  // namespace broadsheet::clustering
