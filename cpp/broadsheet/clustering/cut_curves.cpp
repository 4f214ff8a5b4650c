// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/cut_curves.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace broadsheet::clustering {
namespace {

std::array<double, n_cuts> make_cuts() {
  constexpr std::size_t n_logarithmic = 121;
  constexpr double least = 0.004;
  constexpr double most = 0.3;
  std::array<double, n_cuts> made{};
  for (std::size_t i = 0; i < n_cuts; ++i) {
    made[i] = i < n_logarithmic
                  ? least * std::pow(most / least, static_cast<double>(i) / (n_logarithmic - 1))
                  : most + 0.01 * static_cast<double>(i - n_logarithmic + 1);
  }
  return made;
}

// The first cut above a similarity. Cuts are decimal numbers, and births come from single
// precision: what differs by less than 1e-9 is equal.
std::size_t above(double similarity) {
  const auto& all = cuts();
  return static_cast<std::size_t>(std::upper_bound(all.begin(), all.end(), similarity + 1e-9) -
                                  all.begin());
}

}  // namespace

const std::array<double, n_cuts>& cuts() {
  static const auto made = make_cuts();
  return made;
}

CutCurves cut_curves(const Dendrogram& tree, std::span<const Index> nodes, double floor,
                     double n_articles) {
  // What begins and ends at each cut; its running sum is the curve.
  std::array<double, n_cuts + 1> stable{};
  std::array<double, n_cuts + 1> distinct{};
  for (const auto node : nodes) {
    const auto v = static_cast<std::size_t>(node);
    const auto from = above(tree.death[v]);
    const auto to = above(tree.birth[v]);
    if (from >= to) continue;
    const auto x =
        std::log(std::clamp(tree.birth[v], floor, 1.0) / std::clamp(tree.death[v], floor, 1.0));
    const auto size = static_cast<double>(tree.size[v]);
    if (tree.size[v] > 1) {
      stable[from] += size * x;
      stable[to] -= size * x;
    }
    if (x > 1.0) {
      distinct[from] += size * (x - 1.0);
      distinct[to] -= size * (x - 1.0);
    }
  }
  CutCurves curves;
  auto stable_sum = 0.0;
  auto distinct_sum = 0.0;
  for (std::size_t i = 0; i < n_cuts; ++i) {
    curves.stable[i] = (stable_sum += stable[i]) / n_articles;
    curves.distinct[i] = (distinct_sum += distinct[i]) / n_articles;
  }
  return curves;
}

}  // namespace broadsheet::clustering
