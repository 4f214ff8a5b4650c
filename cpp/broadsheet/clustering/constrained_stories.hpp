// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/cluster_tree.hpp"
#include "broadsheet/clustering/labels.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// What somebody who read the articles says of pairs of them (Wagstaff et al. 2001, "Constrained
/// k-means clustering with background knowledge"): pair p is of articles a[p] and b[p]. Equally
/// long arrays of each kind; in any order, also more than once.
struct Constraints {
  std::span<const Index> must_a;  ///< must-link: both are in one story.
  std::span<const Index> must_b;
  std::span<const Index> cannot_a;  ///< cannot-link: they are in different stories.
  std::span<const Index> cannot_b;
};

/// How `constrained_stories` judges similarity.
struct ConstrainedOptions {
  /// Shape (n_articles,), or empty: no time kernel.
  std::span<const similarity::Timestamp> timestamps = {};
  /// Sigma of the time kernel in microseconds; positive and finite.
  double time_scale = 1.0;
  /// Groups of a story that is divided, at the most: 1.6 GB.
  Index most_groups = 20'000;
};

/// Stories put right by constraints, with as little change as these allow.
///
/// 1. A must-link joins the stories of its two articles.
/// 2. A story that then holds both articles of a cannot-link is divided. It begins as groups: each
///    article of a cannot-link inside, with all that must-links tie to it; and the largest nodes of
///    the tree without such an article, which stay whole, tied together where a must-link does.
///    Then the two groups with the largest mean similarity over all pairs across are merged, again
///    and again, but never two that a cannot-link parts, until none are left that may: what is in
///    one story for its similarity stays in one, as far as may be. No threshold, since that has
///    spoken already. Constrained agglomeration (Davidson and Ravi 2005, "Agglomerative
///    hierarchical clustering with constraints") is of average link here whatever made the stories.
///
/// All other stories stay as they are. Similarities and ties are as in agglomerative.hpp; a cosine
/// below 0 counts as 0.
///
/// @param x            unit rows, or zero: the vectors that stories were made of.
/// @param labels       shape (n_articles,): the stories so far, in [0, n_articles).
/// @param merges       those that made them, all of articles of one story; may be fewer, or none.
/// @param constraints  articles by row.
/// @param options      see there.
/// @param run          the monitor hears thousandths of the call, about.
/// @returns  the stories, by first appearance. Sums are exact, so the same bytes for any n_threads,
///           and neither the order of constraints nor of articles matters but in ties.
/// @throws std::invalid_argument  as `dendrogram`; if shapes differ, a row or label is out of
///         range, a merge is not inside a story, a row has another length, or a cannot-link parts
///         what must-links tie together; if a story to be divided has more than 120,000 articles,
///         or groups than `most_groups`.
///
/// Time: all pairs of articles of each story that is divided, as O(sum over its terms of df^2).
/// Memory: 8 bytes a pair of its groups. These are few where merges are given: those beside the
/// way from an article of a cannot-link to the root, some tens in a story of thousands.
template <class T>
[[nodiscard]] Labels constrained_stories(const sparse::CsrView<T>& x, std::span<const Index> labels,
                                         const MergesView& merges, const Constraints& constraints,
                                         const ConstrainedOptions& options, const base::Run& run);

}  // namespace broadsheet::clustering
