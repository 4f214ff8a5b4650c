// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/dendrogram.hpp"

namespace broadsheet::clustering {

/// How far the clusters of a dendrogram agree with a given clustering, cut by cut: BCubed precision
/// and recall (Bagga & Baldwin 1998) with the given one as the truth. Shape (n_merges + 1,): entry
/// m is after the first m merges.
struct Agreement {
  std::vector<double> precision;
  std::vector<double> recall;
};

/// @param labels  shape (n_articles,); any numbers of at least 0.
/// @param run     the monitor hears one piece.
/// @throws std::invalid_argument  as `dendrogram`; if a label is negative.
///
/// O(n_articles log n_articles): of two clusters the one with fewer labels is read. One thread.
[[nodiscard]] Agreement agreement(std::span<const Index> labels, const MergesView& merges,
                                  const base::Run& run);

/// After how many merges F1, the harmonic mean of precision and recall, is best. Merges of equal
/// similarity belong to one cut; of equally good cuts the highest.
[[nodiscard]] std::size_t best_cut(const Agreement& agreement, std::span<const double> similarity);

}  // namespace broadsheet::clustering
