// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/cluster_tree.hpp"
#include "broadsheet/clustering/labels.hpp"
#include "broadsheet/clustering/linkage.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// How agglomerate judges similarity, and where it stops.
struct AgglomerativeOptions {
  Linkage linkage = Linkage::average;
  /// The least similarity of two clusters to be merged, at least 0; what equals it to the
  /// roundings of T reaches it (to_fixed_cut). At 0 everything is merged.
  double min_similarity = 0.25;
  /// Shape (n_articles,), or empty: no time kernel.
  std::span<const similarity::Timestamp> timestamps = {};
  /// Sigma of the time kernel in microseconds; positive and finite.
  double time_scale = 1.0;
  /// Below this cut the similarities of all pairs are held, without looking for those that reach
  /// it; changes speed and memory only.
  double dense_below = 0.15;
  /// The same where more than this share of all pairs reach the cut: a graph of them would take
  /// more memory and far more time.
  double dense_from = 0.03;
  /// Articles of which the share is estimated first, where there are many more; changes speed and
  /// memory only.
  Index sample = 512;
  /// Distinct articles up to which that is done: 1.6 GB; changes speed and memory only.
  Index most_dense = 20'000;
};

/// What agglomerate finds.
struct Agglomeration {
  Labels labels;
  Merges merges;
};

/// Agglomerative clustering: the two most similar clusters are merged, again and again, while they
/// reach `min_similarity`.
///
/// The similarity of two articles is their cosine (the canonical dot product rounded to T) times
/// the time kernel, in steps of 2^-32 (exact_sum.hpp); that of two clusters, by the linkage, runs
/// over all pairs across them. Equal similarities: the pair of clusters with the smallest first
/// articles merges first; of single link the pair of articles with the smallest numbers. Copies,
/// articles with the same vector (not all zero) and timestamp, have the similarity 1 and merge
/// before all others. At min_similarity = 0 what is not similar at all is merged last.
///
/// @param x        canonical; finite values, none negative; rows of length 1 (to 0.001), or zero.
/// @param options  see there. Above min_similarity = 1 nothing merges.
/// @param run      the monitor hears thousandths of the call, about.
/// @returns  every article in input order, alone or not. Sums are exact, so the same bytes for any
///           n_threads, and whether by all pairs or by a graph.
/// @throws std::invalid_argument  naming the first row with a negative value or a wrong length;
///         when min_similarity is not at least 0, timestamps are not as many as rows, or time_scale
///         is not positive and finite; when min_similarity is 0 and there are more distinct
///         articles than `most_dense`, or, of average link, copies so many that sums over all pairs
///         of two clusters may leave 64 bits: beyond 120,000 articles. std::length_error from 2^30
///         articles on, since nodes are numbered.
///
/// Memory: O(pairs of distinct articles that reach min_similarity), or 8 bytes a pair of distinct
/// articles. Time: the join's, and for each merge the edges of its clusters, or all pairs' and
/// O(n_distinct^2); copies cost nothing beyond reading them.
template <class T>
[[nodiscard]] Agglomeration agglomerate(const sparse::CsrView<T>& x,
                                        const AgglomerativeOptions& options, const base::Run& run);

}  // namespace broadsheet::clustering
