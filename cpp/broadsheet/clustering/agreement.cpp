// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/agreement.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/parallel.hpp"

namespace broadsheet::clustering {
namespace {

// One cluster as the merges go on. Its sums run over its labels, with `count` articles of a label.
struct Cluster {
  std::map<Index, double> counts;
  double size = 1.0;
  double squares = 1.0;  // count^2: divided by the cluster's size, its articles' precisions
  double recall = 0.0;   // count^2 / articles of that label: the same of recall
};

// Takes the counts of `less` into those of `more`, and forgets them.
void pour(Cluster& more, Cluster& less, const std::vector<double>& articles,
          base::Checkpoint& checkpoint) {
  for (const auto& [label, count] : less.counts) {
    checkpoint();
    auto& there = more.counts[label];
    // (x + y)^2 - x^2 - y^2
    const auto gained = 2.0 * there * count;
    more.squares += gained;
    more.recall += gained / articles[static_cast<std::size_t>(label)];
    there += count;
  }
  more.squares += less.squares;
  more.recall += less.recall;
  more.size += less.size;
  less.counts.clear();
}

std::vector<double> articles_by_label(std::span<const Index> labels) {
  std::vector<double> articles;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) {
      throw std::invalid_argument("labels holds " + std::to_string(labels[i]) + " at article " +
                                  std::to_string(i) + "; labels are at least 0");
    }
    const auto label = static_cast<std::size_t>(labels[i]);
    if (label >= articles.size()) articles.resize(label + 1);
    articles[label] += 1.0;
  }
  return articles;
}

}  // namespace

Agreement agreement(std::span<const Index> labels, const MergesView& merges, const base::Run& run) {
  const auto n = labels.size();
  static_cast<void>(dendrogram(static_cast<Index>(n), merges));
  const auto articles = articles_by_label(labels);
  Agreement found;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::vector<Cluster> clusters(n);
    auto precision = static_cast<double>(n);
    auto recall = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      clusters[i].counts.emplace(labels[i], 1.0);
      clusters[i].recall = 1.0 / articles[static_cast<std::size_t>(labels[i])];
      recall += clusters[i].recall;
    }
    const auto total = n == 0 ? 1.0 : static_cast<double>(n);
    std::vector<std::size_t> cluster_of(n + merges.a.size());
    for (std::size_t i = 0; i < n; ++i) cluster_of[i] = i;
    found.precision.push_back(precision / total);
    found.recall.push_back(recall / total);
    for (std::size_t m = 0; m < merges.a.size(); ++m) {
      checkpoint();
      auto more = cluster_of[static_cast<std::size_t>(merges.a[m])];
      auto less = cluster_of[static_cast<std::size_t>(merges.b[m])];
      if (clusters[more].counts.size() < clusters[less].counts.size()) std::swap(more, less);
      auto& into = clusters[more];
      auto& from = clusters[less];
      precision -= into.squares / into.size + from.squares / from.size;
      recall -= into.recall + from.recall;
      pour(into, from, articles, checkpoint);
      precision += into.squares / into.size;
      recall += into.recall;
      cluster_of[n + m] = more;
      found.precision.push_back(precision / total);
      found.recall.push_back(recall / total);
    }
  });
  return found;
}

std::size_t best_cut(const Agreement& agreement, std::span<const double> similarity) {
  std::size_t best = 0;
  auto best_f1 = -1.0;
  for (std::size_t m = 0; m < agreement.precision.size(); ++m) {
    const auto ends_a_cut = m == 0 || m == similarity.size() || similarity[m] < similarity[m - 1];
    if (!ends_a_cut || (m == 0 && !similarity.empty() && similarity[0] >= 1.0)) continue;
    const auto p = agreement.precision[m];
    const auto r = agreement.recall[m];
    const auto f1 = 2.0 * p * r / (p + r);
    // Sums of doubles in another order: what differs by less than 1e-12 is as good.
    if (f1 > best_f1 + 1e-12) {
      best_f1 = f1;
      best = m;
    }
  }
  return best;
}

}  // namespace broadsheet::clustering
