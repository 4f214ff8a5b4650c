// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/labels.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// How average_linkage judges similarity, and where it stops.
struct AverageLinkageOptions {
  /// The least average similarity of a merge; above 0, rounded to T as similarities are.
  double min_similarity = 0.25;
  /// Shape (n_articles,), or empty: no time kernel.
  std::span<const similarity::Timestamp> timestamps = {};
  /// Sigma of the time kernel in microseconds; positive and finite.
  double time_scale = 1.0;
};

/// The merges in the order in which they were made, as the rows of SciPy's linkage matrix: equally
/// long arrays, n_articles - n_clusters of them. Articles are nodes 0, 1, …, n_articles - 1, and
/// merge m makes node n_articles + m.
struct Merges {
  std::vector<Index> a;            ///< the node with the smaller number.
  std::vector<Index> b;            ///< the other one.
  std::vector<double> similarity;  ///< average over all cross pairs of a and b.
  std::vector<Index> size;         ///< articles in the new node.
};

struct AverageLinkage {
  Labels labels;
  Merges merges;
};

/// Agglomerative clustering by average link (UPGMA; Sokal & Michener 1958): the two clusters with
/// the highest average similarity are merged, again and again, while it is at least
/// `min_similarity`.
///
/// The similarity of two articles is their cosine (the canonical dot product rounded to T) times
/// the time kernel. The average of two clusters runs over all pairs across them. Equal averages:
/// the pair of clusters with the smallest first articles merges first. Copies, articles with the
/// same vector (not all zero) and timestamp, have the similarity 1 and merge before all others.
///
/// @param x        canonical; finite values, none negative; rows of length 1 (to 0.001), or zero.
/// @param options  see there. Above min_similarity = 1 nothing merges.
/// @param run      the monitor hears first the join's pieces, then one piece: the merging.
/// @returns  every article in input order, alone or not. Sums are exact (exact_sum.hpp), so the
///           same bytes for any n_threads.
/// @throws std::invalid_argument  naming the first row with a negative value or a wrong length;
///         when min_similarity is not above 0, timestamps are not as many as rows, or time_scale
///         is not positive and finite; std::length_error from 2^30 articles on, since nodes are
///         numbered.
///
/// Memory: O(pairs of distinct articles that reach min_similarity). Time: the join's, and for each
/// merge the edges of its clusters; copies cost nothing beyond reading them.
template <class T>
[[nodiscard]] AverageLinkage average_linkage(const sparse::CsrView<T>& x,
                                             const AverageLinkageOptions& options,
                                             const base::Run& run);

}  // namespace broadsheet::clustering
