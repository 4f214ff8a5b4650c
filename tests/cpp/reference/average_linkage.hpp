// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "broadsheet/clustering/average_linkage.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::reference {

/// Adds up all pairs across all pairs of clusters before each merge. O(n^3).
template <class T>
class AverageLinkage {
 public:
  AverageLinkage(const sparse::CsrView<T>& x, const clustering::AverageLinkageOptions& options)
      : x_(x), options_(options), kernel_(options.timestamps, options.time_scale) {
    for (Index i = 0; i < x.n_rows(); ++i) {
      clusters_.push_back({i});
      nodes_.push_back(i);
    }
  }

  clustering::AverageLinkage run() {
    const auto least = static_cast<double>(static_cast<T>(options_.min_similarity));
    const auto cut =
        std::max(clustering::FixedPoint{1},
                 static_cast<clustering::FixedPoint>(std::ceil(std::ldexp(least, 62))));
    if (least <= 1.0) merge_copies();
    for (bool merged = true; merged;) merged = merge_best(cut);

    std::vector<Index> first(static_cast<std::size_t>(x_.n_rows()));
    for (const auto& cluster : clusters_) {
      for (const auto i : cluster) first[static_cast<std::size_t>(i)] = cluster.front();
    }
    return {clustering::canonical_labels(first), merges_};
  }

 private:
  // Clusters, always ordered by their first articles, so the first best pair has the lowest ones.
  std::vector<std::vector<Index>> clusters_;
  std::vector<Index> nodes_;
  clustering::Merges merges_;
  sparse::CsrView<T> x_;
  clustering::AverageLinkageOptions options_;
  similarity::TimeKernel kernel_;

  bool copies(Index i, Index j) const {
    const auto a = x_.row(i);
    const auto b = x_.row(j);
    const bool same_time =
        options_.timestamps.empty() || options_.timestamps[static_cast<std::size_t>(i)] ==
                                           options_.timestamps[static_cast<std::size_t>(j)];
    return same_time && a.size() > 0 && std::ranges::equal(a.columns, b.columns) &&
           std::ranges::equal(a.values, b.values);
  }

  void merge(std::size_t p, std::size_t q, double similarity) {
    merges_.a.push_back(std::min(nodes_[p], nodes_[q]));
    merges_.b.push_back(std::max(nodes_[p], nodes_[q]));
    merges_.similarity.push_back(similarity);
    clusters_[p].insert(clusters_[p].end(), clusters_[q].begin(), clusters_[q].end());
    merges_.size.push_back(static_cast<Index>(clusters_[p].size()));
    nodes_[p] = x_.n_rows() + static_cast<Index>(merges_.a.size()) - 1;
    clusters_.erase(clusters_.begin() + static_cast<std::ptrdiff_t>(q));
    nodes_.erase(nodes_.begin() + static_cast<std::ptrdiff_t>(q));
  }

  void merge_copies() {
    for (std::size_t p = 0; p < clusters_.size(); ++p) {
      for (std::size_t q = p + 1; q < clusters_.size();) {
        if (copies(clusters_[p].front(), clusters_[q].front())) {
          merge(p, q, 1.0);
        } else {
          ++q;
        }
      }
    }
  }

  bool merge_best(clustering::FixedPoint cut) {
    std::size_t best_p = 0;
    std::size_t best_q = 0;
    double best = -1.0;
    for (std::size_t p = 0; p < clusters_.size(); ++p) {
      for (std::size_t q = p + 1; q < clusters_.size(); ++q) {
        clustering::ExactSum sum;
        for (const auto i : clusters_[p]) {
          for (const auto j : clusters_[q]) {
            const auto score = static_cast<T>(sparse::dot(x_.row(i), x_.row(j)));
            const auto similarity = static_cast<double>(score) * kernel_(i, j);
            sum += clustering::ExactSum(clustering::to_fixed(similarity), 1);
          }
        }
        const auto count = static_cast<Offset>(clusters_[p].size() * clusters_[q].size());
        if (sum.reaches(cut, count) && sum.average(count) > best) {
          best = sum.average(count);
          best_p = p;
          best_q = q;
        }
      }
    }
    if (best < 0.0) return false;
    merge(best_p, best_q, best);
    return true;
  }
};

template <class T>
clustering::AverageLinkage average_linkage(const sparse::CsrView<T>& x,
                                           const clustering::AverageLinkageOptions& options) {
  return AverageLinkage<T>(x, options).run();
}

}  // namespace broadsheet::reference
