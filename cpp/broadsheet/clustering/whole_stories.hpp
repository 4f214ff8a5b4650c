// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/dendrogram.hpp"
#include "broadsheet/clustering/labels.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Keeps some larger stories whole that a cut for small stories took apart.
///
/// Few larger stories in a feed of small ones do not move its threshold (story_cut.hpp). A node of
/// 5 to 200 articles below a threshold of .6 or more is one story all the same if it stands out,
/// ln(birth / death) >= 1.2, both at least the background, and if its articles are about as alike
/// as those of stories are: the mean cosine of its pairs, times the time kernel, is at least .8 of
/// the median article's cosine to its own story. Of such nodes one inside the other the inner one
/// is taken.
///
/// @param x           shape (n_articles, n_terms); unit rows, not smoothed, or zero.
/// @param merges      of all articles; average link of the smoothed rows.
/// @param thresholds  shape (n_nodes,), background: of `story_cut`.
/// @param labels      shape (n_articles,): the stories so far, in [0, n_articles).
/// @param kernel      with the articles' timestamps, or of none.
/// @param run         the monitor hears one piece.
/// @returns  the stories, by first appearance.
/// @throws std::invalid_argument  as `dendrogram`; if shapes differ or a label is out of range.
///
/// O(entries of x) and 200 pairs an article for each level of nodes that stand out, of which there
/// are few. One thread.
template <class T>
[[nodiscard]] Labels whole_stories(const sparse::CsrView<T>& x, const MergesView& merges,
                                   std::span<const double> thresholds, double background,
                                   std::span<const Index> labels,
                                   const similarity::TimeKernel& kernel, const base::Run& run);

}  // namespace broadsheet::clustering
