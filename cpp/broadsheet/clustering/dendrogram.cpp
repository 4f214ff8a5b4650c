// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/dendrogram.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {

Dendrogram dendrogram(Index n_articles, const MergesView& merges) {
  const auto n = static_cast<std::size_t>(n_articles);
  const auto n_merges = merges.a.size();
  if (merges.b.size() != n_merges || merges.similarity.size() != n_merges) {
    throw std::invalid_argument("the arrays of merges must be equally long");
  }
  Dendrogram tree;
  tree.n_articles = n_articles;
  tree.parent.assign(n + n_merges, -1);
  tree.size.assign(n + n_merges, 1);
  tree.birth.assign(n + n_merges, 1.0);
  tree.death.assign(n + n_merges, 0.0);
  tree.inside.assign(n + n_merges, 1.0);
  std::vector<double> sum(n + n_merges);  // of the similarities of all pairs in a node
  auto last = 1.0;
  for (std::size_t m = 0; m < n_merges; ++m) {
    const auto similarity = merges.similarity[m];
    if (!(similarity >= 0.0 && similarity <= last)) {
      throw std::invalid_argument("merge " + std::to_string(m) + " has the similarity " +
                                  std::to_string(similarity) + ", which is not in 0.." +
                                  std::to_string(last));
    }
    last = similarity;
    const auto made = n + m;
    for (const auto child : {merges.a[m], merges.b[m]}) {
      const auto c = static_cast<std::size_t>(child);
      if (child < 0 || c >= made || tree.parent[c] >= 0) {
        throw std::invalid_argument("merge " + std::to_string(m) + " takes node " +
                                    std::to_string(child) +
                                    ", which is not there or was merged before");
      }
      tree.parent[c] = static_cast<Index>(made);
      tree.death[c] = similarity;
    }
    const auto a = static_cast<std::size_t>(merges.a[m]);
    const auto b = static_cast<std::size_t>(merges.b[m]);
    tree.size[made] = tree.size[a] + tree.size[b];
    tree.birth[made] = similarity;
    sum[made] = sum[a] + sum[b] + similarity * tree.size[a] * tree.size[b];
    const auto size = static_cast<double>(tree.size[made]);
    tree.inside[made] = sum[made] / (size * (size - 1.0) / 2.0);
  }
  return tree;
}

}  // namespace broadsheet::clustering
