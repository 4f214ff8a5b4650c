// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "broadsheet/clustering/agglomerative.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::reference {

/// Looks at all pairs across all pairs of clusters before each merge. O(n^3).
template <class T>
class Agglomerative {
 public:
  Agglomerative(const sparse::CsrView<T>& x, const clustering::AgglomerativeOptions& options)
      : x_(x), options_(options), kernel_(options.timestamps, options.time_scale) {
    for (Index i = 0; i < x.n_rows(); ++i) {
      clusters_.push_back({i});
      nodes_.push_back(i);
    }
  }

  clustering::Agglomeration run() {
    if (options_.min_similarity <= 1.0) {
      const auto cut = clustering::to_fixed_cut<T>(options_.min_similarity);
      merge_copies();
      for (bool merged = true; merged;) merged = merge_best(cut);
    }
    std::vector<Index> first(static_cast<std::size_t>(x_.n_rows()));
    for (const auto& cluster : clusters_) {
      for (const auto i : cluster) first[static_cast<std::size_t>(i)] = lowest(cluster);
    }
    return {clustering::canonical_labels(first), merges_};
  }

 private:
  using FixedPoint = clustering::FixedPoint;

  // Of two clusters, and what decides among equally similar ones.
  struct Link {
    double similarity = -1.0;
    Index low = 0;
    Index high = 0;
    std::size_t p = 0;
    std::size_t q = 0;
  };

  // Clusters, always ordered by their first articles.
  std::vector<std::vector<Index>> clusters_;
  std::vector<Index> nodes_;
  clustering::Merges merges_;
  sparse::CsrView<T> x_;
  clustering::AgglomerativeOptions options_;
  similarity::TimeKernel kernel_;

  static Index lowest(const std::vector<Index>& cluster) {
    return *std::ranges::min_element(cluster);
  }

  bool copies(Index i, Index j) const {
    const auto a = x_.row(i);
    const auto b = x_.row(j);
    const bool same_time =
        options_.timestamps.empty() || options_.timestamps[static_cast<std::size_t>(i)] ==
                                           options_.timestamps[static_cast<std::size_t>(j)];
    const auto is_set = [](T value) { return value != T{0}; };
    return same_time && std::ranges::any_of(a.values, is_set) &&
           std::ranges::equal(a.columns, b.columns) && std::ranges::equal(a.values, b.values);
  }

  void merge(std::size_t p, std::size_t q, double similarity) {
    merges_.a.push_back(std::min(nodes_[p], nodes_[q]));
    merges_.b.push_back(std::max(nodes_[p], nodes_[q]));
    const auto most = merges_.similarity.empty() ? 1.0 : merges_.similarity.back();
    merges_.similarity.push_back(std::min(similarity, most));
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

  FixedPoint similarity(Index i, Index j) const {
    const auto score = static_cast<T>(sparse::dot(x_.row(i), x_.row(j)));
    return clustering::to_fixed(static_cast<double>(score) * kernel_(i, j));
  }

  Link link(std::size_t p, std::size_t q, FixedPoint cut) const {
    clustering::ExactSum sum;
    FixedPoint least = clustering::to_fixed(1.5);
    Link single;
    for (const auto i : clusters_[p]) {
      for (const auto j : clusters_[q]) {
        const auto s = similarity(i, j);
        sum += clustering::ExactSum(s, 1);
        least = std::min(least, s);
        const Link found{clustering::average_of(s, 1), std::min(i, j), std::max(i, j), p, q};
        if (s >= cut && is_better(found, single)) single = found;
      }
    }
    if (options_.linkage == clustering::Linkage::single) return single;
    const auto low = clusters_[p].front();
    const auto high = clusters_[q].front();
    if (options_.linkage == clustering::Linkage::complete) {
      return {least < cut ? -1.0 : clustering::average_of(least, 1), low, high, p, q};
    }
    const auto count = static_cast<Offset>(clusters_[p].size() * clusters_[q].size());
    return {sum.reaches(cut, count) ? sum.average(count) : -1.0, low, high, p, q};
  }

  static bool is_better(const Link& a, const Link& b) {
    if (a.similarity != b.similarity) return a.similarity > b.similarity;
    return std::pair(a.low, a.high) < std::pair(b.low, b.high);
  }

  bool merge_best(FixedPoint cut) {
    Link best;
    for (std::size_t p = 0; p < clusters_.size(); ++p) {
      for (std::size_t q = p + 1; q < clusters_.size(); ++q) {
        const auto found = link(p, q, cut);
        if (found.similarity >= 0.0 && is_better(found, best)) best = found;
      }
    }
    if (best.similarity < 0.0) return false;
    merge(best.p, best.q, best.similarity);
    return true;
  }
};

template <class T>
clustering::Agglomeration agglomerate(const sparse::CsrView<T>& x,
                                      const clustering::AgglomerativeOptions& options) {
  return Agglomerative<T>(x, options).run();
}

}  // namespace broadsheet::reference
