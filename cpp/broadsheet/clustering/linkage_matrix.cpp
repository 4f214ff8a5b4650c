// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/linkage_matrix.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace broadsheet::clustering {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// The matrix as it grows, and its nodes that are part of no other.
class Rows {
 public:
  explicit Rows(Index n_articles) : size_(at(n_articles), 1) {
    const auto n_nodes = n_articles == 0 ? 0 : 2 * at(n_articles) - 1;
    first_.resize(at(n_articles));
    std::iota(first_.begin(), first_.end(), Index{0});
    is_merged_.resize(n_nodes, false);
    size_.reserve(n_nodes);
    first_.reserve(n_nodes);
    values_.reserve(4 * (n_nodes / 2));
  }

  [[nodiscard]] bool is_free(Index node) const {
    return node >= 0 && at(node) < size_.size() && !is_merged_[at(node)];
  }

  void merge(Index a, Index b, double distance) {
    const auto size = size_[at(a)] + size_[at(b)];
    values_.insert(values_.end(),
                   {static_cast<double>(std::min(a, b)), static_cast<double>(std::max(a, b)),
                    distance, static_cast<double>(size)});
    is_merged_[at(a)] = true;
    is_merged_[at(b)] = true;
    size_.push_back(size);
    first_.push_back(std::min(first_[at(a)], first_[at(b)]));
  }

  void complete() {
    std::vector<Index> free;
    for (std::size_t node = 0; node < size_.size(); ++node) {
      if (!is_merged_[node]) free.push_back(static_cast<Index>(node));
    }
    std::ranges::sort(free, {}, [&](Index node) { return first_[at(node)]; });
    for (std::size_t c = 1; c < free.size(); ++c) {
      const auto all = c == 1 ? free[0] : static_cast<Index>(size_.size() - 1);
      merge(all, free[c], 1.0);
    }
  }

  std::vector<double> take() && { return std::move(values_); }

 private:
  std::vector<Index> size_;   // by node
  std::vector<Index> first_;  // by node: the smallest article
  std::vector<bool> is_merged_;
  std::vector<double> values_;
};

}  // namespace

std::vector<double> linkage_matrix(const MergesView& merges, Index n_articles,
                                   double most_distance) {
  const auto n_merges = merges.a.size();
  if (merges.b.size() != n_merges || merges.similarity.size() != n_merges) {
    throw std::invalid_argument("the arrays of merges have " + std::to_string(n_merges) + ", " +
                                std::to_string(merges.b.size()) + " and " +
                                std::to_string(merges.similarity.size()) + " entries");
  }
  static_cast<void>(to_index(2 * at(std::max(n_articles, Index{0})), "nodes of the cluster tree"));
  if (n_articles < 0 || (n_merges > 0 && n_merges >= at(n_articles))) {
    throw std::invalid_argument(std::to_string(n_merges) + " merges are not of " +
                                std::to_string(n_articles) + " articles");
  }
  Rows rows(n_articles);
  for (std::size_t m = 0; m < n_merges; ++m) {
    const auto a = merges.a[m];
    const auto b = merges.b[m];
    if (a == b || !rows.is_free(a) || !rows.is_free(b)) {
      throw std::invalid_argument("merge " + std::to_string(m) + " is of nodes " +
                                  std::to_string(a) + " and " + std::to_string(b) +
                                  ", which are not two that are there and not merged yet");
    }
    rows.merge(a, b, std::min(1.0 - merges.similarity[m], most_distance));
  }
  rows.complete();
  return std::move(rows).take();
}

}  // namespace broadsheet::clustering
