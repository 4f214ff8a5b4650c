// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "broadsheet/clustering/cut_curves.hpp"
#include "broadsheet/clustering/dendrogram.hpp"
#include "broadsheet/clustering/labels.hpp"

namespace broadsheet::clustering {

/// Where a dendrogram of articles is to be cut for its clusters to be stories.
struct StoryCut {
  Labels labels;
  double threshold = 0.0;          ///< of the collection.
  double background = 0.0;         ///< mean similarity of any two articles.
  double large = 0.0;              ///< w of the collection: 0 small stories, 1 surely large ones.
  std::vector<double> thresholds;  ///< shape (n_nodes,): of the part that each node is in.
  CutCurves curves;                ///< of the collection.
};

/// Finds the cut from the dendrogram itself.
///
/// The dendrogram is that of average link, of similarities smoothed by (2, 1.0, 1): each article is
/// its vector and the mean of its two nearest. Where stories have up to three articles, all their
/// pairs reach about .78 then, whatever the texts are; larger stories join lower. So there is one
/// question: does a lower cut show clusters that stand out, more than chance makes of single
/// articles and small stories?
///
/// 1. `distinct` (cut_curves.hpp) at its best cut up to .78 over its mean in [.78, .84] is r. Below
///    2.1 stories are small, above 2.7 they are large; between, w = ln(r / 2.1) / ln(2.7 / 2.1).
/// 2. For large stories: the highest cut whose `stable` has risen by .8 of its largest rise since
///    .78. It is the finest good level, since a story is finer than its topic.
/// 3. The threshold is .78^(1-w) times that cut^w.
///
/// Parts of the collection are judged each by itself: a part is a maximal node of at least 1.5
/// times the background; those of 300 articles and more are each one, all others together one. Its
/// `distinct` is shrunk to that of the collection by 500 articles; below 100 articles it takes the
/// collection's threshold. Births and deaths count from the background up, in a part of 1,000 or
/// more from its own mean similarity.
///
/// @param background  mean similarity of any two articles, above 0; needed where the merges do not
///                    end in one root, else told by the root. If it is given, roots die at the
///                    lowest similarity of a merge.
/// @throws std::invalid_argument  as `dendrogram`; if background is given and not in (0, 1], or
///         missing with more than one root.
///
/// O(n_articles). Labels are by first appearance.
[[nodiscard]] StoryCut story_cut(Index n_articles, const MergesView& merges,
                                 std::optional<double> background = {});

}  // namespace broadsheet::clustering
