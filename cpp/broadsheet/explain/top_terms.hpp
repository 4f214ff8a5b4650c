// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::explain {

/// The k terms that say best what each cluster is about.
///
/// A term's score is its mean weight inside the cluster less its mean weight outside, times the
/// share of members that have it:
///
///     (sum inside / m - sum outside / (n - m)) * (members with the term / m)
///
/// The weights are TF-IDF, so rare terms count more already; the centroid's heaviest terms are the
/// classic label (Manning, Raghavan & Schütze 2008, section 17.7). Taking the rest away keeps a few
/// large clusters from all being called "said"; the share keeps out what a single member goes on
/// about.
///
/// Chosen by how many of a cluster's five terms stand in the title of a member, titles not being
/// part of the vectors (gold clusters; English stop words out): allsides_stories .45, neus_stories
/// .62, bbc .96. The centroid alone has .45, .59, .80; the class-based TF-IDF of BERTopic
/// (Grootendorst 2022) .20, .26, .92: in clusters of two or three articles it picks what is rarest.
///
/// @param x           canonical; finite.
/// @param labels      shape (n_rows,); in [0, n_clusters), or -1: in no cluster, part of the rest.
/// @param n_clusters  at least 0.
/// @param k           terms of a cluster, at most; at least 1.
/// @returns  shape (n_clusters, n_cols), at most k entries a row: columns by falling score, then
///           ascending, so it is not canonical. Terms whose score is not above 0 are left out.
/// @throws std::invalid_argument  when k < 1, and as members_of_clusters.
///
/// O(n_entries log) time; 20 bytes a column of memory.
template <class T>
[[nodiscard]] sparse::Csr<double> top_terms(const sparse::CsrView<T>& x,
                                            std::span<const Index> labels, Index n_clusters,
                                            Index k);

}  // namespace broadsheet::explain
