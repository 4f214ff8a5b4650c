// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/story_cut.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace broadsheet::clustering {
namespace {

constexpr double small_stories = 0.78;  // where stories of up to three articles are cut
constexpr double plateau_end = 0.84;
constexpr double least_plateau = 0.001;
constexpr double surely_small = 2.1;
constexpr double surely_large = 2.7;
constexpr double share_of_rise = 0.8;
constexpr double part_over_background = 1.5;
constexpr Index least_part = 300;
constexpr Index least_judged = 100;
constexpr Index least_own_floor = 1000;
constexpr double shrinkage = 500.0;
constexpr double least_background = 1e-4;
constexpr double tolerance = 1e-9;  // of comparisons with decimal numbers

struct Threshold {
  double value;
  double large;  // w
};

Threshold threshold_of(const CutCurves& curves) {
  const auto& all = cuts();
  const auto count_to = [&](double cut) {
    return static_cast<std::size_t>(std::upper_bound(all.begin(), all.end(), cut + tolerance) -
                                    all.begin());
  };
  const auto end = count_to(small_stories);  // cuts up to .78
  const auto best = *std::max_element(curves.distinct.begin(), curves.distinct.begin() + end);
  auto plateau = 0.0;
  const auto plateau_stop = count_to(plateau_end);
  for (auto i = end - 1; i < plateau_stop; ++i) plateau += curves.distinct[i];
  plateau /= static_cast<double>(plateau_stop - end + 1);
  const auto r = best / std::max(plateau, least_plateau);
  if (r <= surely_small) return {small_stories, 0.0};

  const auto w = std::min(1.0, std::log(r / surely_small) / std::log(surely_large / surely_small));
  const auto start = curves.stable[end - 1];
  const auto rise = *std::max_element(curves.stable.begin(), curves.stable.begin() + end) - start;
  auto finest = end - 1;
  while (curves.stable[finest] - start < share_of_rise * rise) --finest;
  return {std::pow(small_stories, 1.0 - w) * std::pow(all[finest], w), w};
}

// The part that each node is in: the number of its node, 0 .. for large ones; -1 for the small
// ones, and -2 for nodes above all parts.
constexpr Index in_small_part = -1;
constexpr Index above_parts = -2;

std::vector<Index> parts_of(const Dendrogram& tree, double least_birth) {
  std::vector<Index> part(tree.parent.size(), above_parts);
  for (auto v = part.size(); v-- > 0;) {
    const auto parent = tree.parent[v];
    const auto above = parent < 0 ? above_parts : part[static_cast<std::size_t>(parent)];
    if (above != above_parts) {
      part[v] = above;
    } else if (tree.birth[v] >= least_birth) {
      part[v] = tree.size[v] >= least_part ? static_cast<Index>(v) : in_small_part;
    }
  }
  return part;
}

double checked_background(const Dendrogram& tree, std::optional<double> given) {
  if (given) {
    if (!(*given > 0.0 && *given <= 1.0)) {
      throw std::invalid_argument("background must be above 0 and at most 1, got " +
                                  std::to_string(*given));
    }
    return *given;
  }
  if (tree.n_nodes() == 0) return least_background;
  if (tree.size.back() != tree.n_articles) {
    throw std::invalid_argument("the merges have several roots: background must be given");
  }
  return std::clamp(tree.inside.back(), least_background, 1.0);
}

// Each article by the highest node above it that it reaches by merges above their thresholds.
Labels cut_at(const Dendrogram& tree, const std::vector<double>& thresholds) {
  std::vector<Index> top(tree.parent.size());
  for (auto v = top.size(); v-- > 0;) {
    const auto p = tree.parent[v];
    const auto joined = p >= 0 && tree.birth[static_cast<std::size_t>(p)] >=
                                      thresholds[static_cast<std::size_t>(p)] - tolerance;
    top[v] = joined ? top[static_cast<std::size_t>(p)] : static_cast<Index>(v);
  }
  const auto n = static_cast<std::size_t>(tree.n_articles);
  std::vector<Index> first(top.size(), -1);
  std::vector<Index> name(n);
  for (std::size_t i = 0; i < n; ++i) {
    auto& article = first[static_cast<std::size_t>(top[i])];
    if (article < 0) article = static_cast<Index>(i);
    name[i] = article;
  }
  return canonical_labels(name);
}

}  // namespace

StoryCut story_cut(Index n_articles, const MergesView& merges, std::optional<double> background) {
  auto tree = dendrogram(n_articles, merges);
  if (background && !merges.similarity.empty()) {
    // Where the tree was broken off roots die somewhere below: as late as they may, so that not
    // all that is left there seems to stand out.
    for (std::size_t v = 0; v < tree.parent.size(); ++v) {
      if (tree.parent[v] < 0) tree.death[v] = merges.similarity.back();
    }
  }
  StoryCut cut;
  cut.background = checked_background(tree, background);
  std::vector<Index> all(tree.parent.size());
  for (std::size_t v = 0; v < all.size(); ++v) all[v] = static_cast<Index>(v);
  cut.curves = cut_curves(tree, all, cut.background, std::max<double>(n_articles, 1));
  const auto of_all = threshold_of(cut.curves);
  cut.threshold = of_all.value;
  cut.large = of_all.large;
  cut.thresholds.assign(all.size(), cut.threshold);

  const auto part = parts_of(tree, part_over_background * cut.background);
  std::vector<std::vector<Index>> nodes(1);     // by part, the small ones first
  std::vector<Index> name{in_small_part};       // of the part
  std::vector<std::size_t> number(all.size());  // of the part with this name
  for (auto v = all.size(); v-- > 0;) {         // a part's node comes before those below it
    if (part[v] == above_parts) continue;
    if (part[v] == static_cast<Index>(v)) {
      number[v] = nodes.size();
      nodes.emplace_back();
      name.push_back(part[v]);
    }
    nodes[part[v] < 0 ? 0 : number[static_cast<std::size_t>(part[v])]].push_back(
        static_cast<Index>(v));
  }
  for (std::size_t p = 0; p < nodes.size(); ++p) {
    const auto n =
        std::count_if(nodes[p].begin(), nodes[p].end(), [&](Index v) { return v < n_articles; });
    if (n < least_judged) continue;
    const auto own_floor = name[p] >= 0 && n >= least_own_floor;
    const auto floor =
        own_floor ? std::max(cut.background, tree.inside[static_cast<std::size_t>(name[p])])
                  : cut.background;
    const auto weight = static_cast<double>(n);
    auto curves = cut_curves(tree, nodes[p], floor, weight);
    for (std::size_t i = 0; i < n_cuts; ++i) {
      curves.distinct[i] =
          (weight * curves.distinct[i] + shrinkage * cut.curves.distinct[i]) / (weight + shrinkage);
    }
    const auto threshold = threshold_of(curves).value;
    for (const auto v : nodes[p]) cut.thresholds[static_cast<std::size_t>(v)] = threshold;
  }
  cut.labels = cut_at(tree, cut.thresholds);
  return cut;
}

}  // namespace broadsheet::clustering
