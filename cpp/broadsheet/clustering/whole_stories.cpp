// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/whole_stories.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/mean_cosines.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::clustering {
namespace {

constexpr Index least_size = 5;
constexpr Index most_size = 200;
constexpr double least_threshold = 0.6;
constexpr double least_persistence = 1.2;
constexpr double share_of_median = 0.8;

// The articles below each node of the tree are a run of `order`.
struct Runs {
  std::vector<Index> order;
  std::vector<std::size_t> begin;  // by node
};

Runs runs_of(const Dendrogram& tree) {
  const auto n_nodes = tree.parent.size();
  Runs runs{.order = std::vector<Index>(static_cast<std::size_t>(tree.n_articles)),
            .begin = std::vector<std::size_t>(n_nodes)};
  std::vector<std::size_t> next(n_nodes);  // where the next child of a node begins
  std::size_t next_root = 0;
  for (auto v = n_nodes; v-- > 0;) {
    const auto parent = tree.parent[v];
    auto& place = parent < 0 ? next_root : next[static_cast<std::size_t>(parent)];
    runs.begin[v] = next[v] = place;
    place += static_cast<std::size_t>(tree.size[v]);
    if (v < runs.order.size()) runs.order[runs.begin[v]] = static_cast<Index>(v);
  }
  return runs;
}

// Nothing can be told of a root: where the tree ends at a floor, its death is not known.
bool stands_out(const Dendrogram& tree, std::size_t v, double threshold, double background) {
  return tree.parent[v] >= 0 && tree.size[v] >= least_size && tree.size[v] <= most_size &&
         threshold >= least_threshold && tree.birth[v] < threshold &&
         std::log(std::max(tree.birth[v], background) / std::max(tree.death[v], background)) >=
             least_persistence;
}

// The mean of all pairs' cosines, times the time kernel.
template <class T>
double mean_in_time(const sparse::CsrView<T>& x, std::span<const Index> rows,
                    const similarity::TimeKernel& kernel, base::Checkpoint& checkpoint) {
  auto sum = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      checkpoint();
      sum += sparse::dot(x.row(rows[i]), x.row(rows[j])) * kernel(rows[i], rows[j]);
    }
  }
  const auto n = static_cast<double>(rows.size());
  return sum / (n * (n - 1.0) / 2.0);
}

void require_same_shapes(std::size_t n_rows, std::size_t n_labels, std::size_t n_nodes,
                         std::size_t n_thresholds) {
  if (n_rows != n_labels || n_thresholds != n_nodes) {
    throw std::invalid_argument("labels and thresholds must be as many as rows and nodes, got " +
                                std::to_string(n_labels) + " for " + std::to_string(n_rows) +
                                " and " + std::to_string(n_thresholds) + " for " +
                                std::to_string(n_nodes));
  }
}

}  // namespace

template <class T>
Labels whole_stories(const sparse::CsrView<T>& x, const MergesView& merges,
                     std::span<const double> thresholds, double background,
                     std::span<const Index> labels, const similarity::TimeKernel& kernel,
                     const base::Run& run) {
  const auto tree = dendrogram(x.n_rows(), merges);
  require_same_shapes(static_cast<std::size_t>(x.n_rows()), labels.size(), tree.parent.size(),
                      thresholds.size());
  auto stories = canonical_labels(labels);
  std::vector<Index> name(stories.of.size());  // of each article's story: its first article
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    std::vector<Index> first(static_cast<std::size_t>(stories.n_clusters), -1);
    for (std::size_t i = 0; i < name.size(); ++i) {
      auto& article = first[static_cast<std::size_t>(stories.of[i])];
      if (article < 0) article = static_cast<Index>(i);
      name[i] = article;
    }
    MeanCosines<T> mean_cosines(x);
    std::vector<double> to_own;  // of each article in company
    const auto members = members_of(stories);
    for (const auto& rows : members) {
      if (rows.size() < 2) continue;
      for (const auto mean : mean_cosines.of_each(rows, checkpoint)) to_own.push_back(mean);
    }
    if (to_own.empty()) return;
    const auto middle = to_own.begin() + static_cast<std::ptrdiff_t>(to_own.size() / 2);
    std::nth_element(to_own.begin(), middle, to_own.end());
    const auto least_mean = share_of_median * *middle;

    const auto runs = runs_of(tree);
    std::vector<bool> taken(name.size());
    for (auto v = name.size(); v < tree.parent.size(); ++v) {
      checkpoint();
      if (!stands_out(tree, v, thresholds[v], background)) continue;
      const auto rows =
          std::span(runs.order).subspan(runs.begin[v], static_cast<std::size_t>(tree.size[v]));
      const auto at = [](Index row) { return static_cast<std::size_t>(row); };
      // Not where other thresholds hold, nor where a story has articles elsewhere too.
      const auto fits = std::all_of(rows.begin(), rows.end(), [&](Index row) {
        return !taken[at(row)] && thresholds[at(row)] >= least_threshold;
      });
      std::size_t in_its_stories = 0;
      for (const auto row : rows) {
        const auto& story = members[at(stories.of[at(row)])];
        if (story.front() == row) in_its_stories += story.size();
      }
      if (!fits || in_its_stories != rows.size()) continue;
      if (mean_in_time(x, rows, kernel, checkpoint) < least_mean) continue;
      const auto lowest = *std::min_element(rows.begin(), rows.end());
      for (const auto row : rows) {
        taken[at(row)] = true;
        name[at(row)] = lowest;
      }
    }
  });
  return canonical_labels(name);
}

template Labels whole_stories(const sparse::CsrView<float>&, const MergesView&,
                              std::span<const double>, double, std::span<const Index>,
                              const similarity::TimeKernel&, const base::Run&);
template Labels whole_stories(const sparse::CsrView<double>&, const MergesView&,
                              std::span<const double>, double, std::span<const Index>,
                              const similarity::TimeKernel&, const base::Run&);

}  // namespace broadsheet::clustering
