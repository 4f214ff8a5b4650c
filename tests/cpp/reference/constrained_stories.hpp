// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <set>
#include <vector>

#include "broadsheet/clustering/constrained_stories.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::reference {

/// Sets of articles, joined and compared article by article. O(n^4).
template <class T>
class ConstrainedStories {
 public:
  ConstrainedStories(const sparse::CsrView<T>& x, const clustering::Constraints& constraints,
                     const clustering::ConstrainedOptions& options)
      : x_(x), constraints_(constraints), kernel_(options.timestamps, options.time_scale) {}

  clustering::Labels run(std::span<const Index> labels, const clustering::MergesView& merges) {
    const auto n = x_.n_rows();
    auto stories = joined(labels);
    std::vector<Index> each;
    for (Index i = 0; i < n; ++i) each.push_back(i);
    const auto tied = joined(each);
    std::set<Index> parted;
    for (std::size_t p = 0; p < constraints_.cannot_a.size(); ++p) {
      const auto a = constraints_.cannot_a[p];
      const auto b = constraints_.cannot_b[p];
      if (stories[at(a)] != stories[at(b)]) continue;
      for (const auto i : each) {
        if (tied[at(i)] == tied[at(a)] || tied[at(i)] == tied[at(b)]) parted.insert(i);
      }
    }
    const auto groups = joined(free_nodes(merges, parted));
    for (const auto story : std::set<Index>(stories.begin(), stories.end())) {
      std::vector<std::vector<Index>> clusters;
      bool is_divided = false;
      for (const auto name : each) {
        std::vector<Index> cluster;
        for (const auto i : each) {
          if (stories[at(i)] == story && groups[at(i)] == name) cluster.push_back(i);
          if (stories[at(i)] == story && parted.contains(i)) is_divided = true;
        }
        if (!cluster.empty()) clusters.push_back(cluster);
      }
      if (!is_divided) continue;
      std::ranges::sort(clusters);
      while (merge_best(clusters)) {
      }
      divided_.insert(divided_.end(), clusters.begin(), clusters.end());
    }
    for (const auto& cluster : divided_) {
      for (const auto i : cluster) stories[at(i)] = cluster.front();
    }
    return clustering::canonical_labels(stories);
  }

 private:
  static std::size_t at(Index i) { return static_cast<std::size_t>(i); }

  // Names of sets by their first articles, after must-links put sets together.
  std::vector<Index> joined(std::span<const Index> names) const {
    std::vector<Index> of;
    for (const auto name : names) {
      of.push_back(static_cast<Index>(std::ranges::find(names, name) - names.begin()));
    }
    for (std::size_t p = 0; p < constraints_.must_a.size(); ++p) {
      const auto [low, high] =
          std::minmax({of[at(constraints_.must_a[p])], of[at(constraints_.must_b[p])]});
      std::ranges::replace(of, Index{high}, Index{low});
    }
    return of;
  }

  std::vector<Index> free_nodes(const clustering::MergesView& merges,
                                const std::set<Index>& parted) const {
    std::vector<std::vector<Index>> nodes;
    for (Index i = 0; i < x_.n_rows(); ++i) nodes.push_back({i});
    std::vector<Index> names;
    for (Index i = 0; i < x_.n_rows(); ++i) names.push_back(i);
    for (std::size_t m = 0; m < merges.a.size(); ++m) {
      auto node = nodes[at(merges.a[m])];
      const auto& other = nodes[at(merges.b[m])];
      node.insert(node.end(), other.begin(), other.end());
      nodes.push_back(node);
      if (std::ranges::any_of(node, [&](Index i) { return parted.contains(i); })) continue;
      for (const auto i : node) names[at(i)] = *std::ranges::min_element(node);
    }
    return names;
  }

  bool is_barred(const std::vector<Index>& a, const std::vector<Index>& b) const {
    const auto holds = [](const std::vector<Index>& of, Index i) {
      return std::ranges::find(of, i) != of.end();
    };
    for (std::size_t p = 0; p < constraints_.cannot_a.size(); ++p) {
      const auto i = constraints_.cannot_a[p];
      const auto j = constraints_.cannot_b[p];
      if ((holds(a, i) && holds(b, j)) || (holds(a, j) && holds(b, i))) return true;
    }
    return false;
  }

  // Merges the two clusters, always ordered by their first articles, with the largest mean.
  bool merge_best(std::vector<std::vector<Index>>& clusters) const {
    __extension__ using Wide = __int128;
    Wide best_sum = -1;
    Wide best_count = 1;
    std::size_t p_best = 0;
    std::size_t q_best = 0;
    for (std::size_t p = 0; p < clusters.size(); ++p) {
      for (std::size_t q = p + 1; q < clusters.size(); ++q) {
        if (is_barred(clusters[p], clusters[q])) continue;
        Wide sum = 0;
        for (const auto i : clusters[p]) {
          for (const auto j : clusters[q]) {
            const auto score = static_cast<T>(sparse::dot(x_.row(i), x_.row(j)));
            sum += clustering::to_fixed(std::max(0.0, static_cast<double>(score) * kernel_(i, j)));
          }
        }
        const auto count = static_cast<Wide>(clusters[p].size() * clusters[q].size());
        if (sum * best_count <= best_sum * count) continue;
        best_sum = sum;
        best_count = count;
        p_best = p;
        q_best = q;
      }
    }
    if (best_sum < 0) return false;
    auto& kept = clusters[p_best];
    kept.insert(kept.end(), clusters[q_best].begin(), clusters[q_best].end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(q_best));
    return true;
  }

  sparse::CsrView<T> x_;
  clustering::Constraints constraints_;
  similarity::TimeKernel kernel_;
  std::vector<std::vector<Index>> divided_;
};

template <class T>
clustering::Labels constrained_stories(const sparse::CsrView<T>& x, std::span<const Index> labels,
                                       const clustering::MergesView& merges,
                                       const clustering::Constraints& constraints,
                                       const clustering::ConstrainedOptions& options) {
  return ConstrainedStories<T>(x, constraints, options).run(labels, merges);
}

}  // namespace broadsheet::reference
