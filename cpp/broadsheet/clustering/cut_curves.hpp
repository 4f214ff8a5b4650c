// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "broadsheet/clustering/dendrogram.hpp"

namespace broadsheet::clustering {

/// The cuts that are looked at: 121 from .004 to .3, each by the same factor above the last, then
/// .31, .32, …, .99.
inline constexpr std::size_t n_cuts = 190;
[[nodiscard]] const std::array<double, n_cuts>& cuts();

/// What the clusters of each cut are worth, by how long they stand while the cut falls.
///
/// A node stands at cut t if death < t <= birth. It stands for x = ln(birth / death) then: the
/// persistence of hierarchical clusters (Campello et al. 2013, stability), on a scale of ratios,
/// since similarities of headlines are a tenth of those of articles.
struct CutCurves {
  std::array<double, n_cuts> stable{};    ///< mean x of the articles' clusters; of single ones 0.
  std::array<double, n_cuts> distinct{};  ///< mean of max(0, x - 1): what stands e-fold or longer.
};

/// Adds up the curves of some nodes.
///
/// @param nodes   of `tree`; what they have to say of articles.
/// @param floor   births and deaths below it count as it, above 0: what is as similar as any two
///                articles are.
/// @param n_articles  what the sums are divided by; above 0.
///
/// O(nodes log n_cuts).
[[nodiscard]] CutCurves cut_curves(const Dendrogram& tree, std::span<const Index> nodes,
                                   double floor, double n_articles);

}  // namespace broadsheet::clustering
