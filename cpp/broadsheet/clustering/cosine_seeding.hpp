// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Rows to begin k-means with, by k-means++ on the unit sphere (Arthur and Vassilvitskii 2007),
/// where half the squared distance of two rows is 1 - their cosine: the first row is drawn by
/// weight, each next one by its weight times 1 - the largest cosine to those before it. Of each
/// draw 2 + floor(ln n_clusters) rows are tried, and the one kept that leaves the least sum of
/// weighted distances; of equal ones the first drawn.
///
/// @param x           canonical; finite. Rows are divided by their lengths.
/// @param weights     as `require_weights` takes them.
/// @param n_clusters  at least 1; at most the rows of positive weight that are not all zeros, which
///                    alone are drawn.
/// @param seed        of std::mt19937_64: the same rows on every machine.
/// @param run         the monitor hears thousandths.
/// @returns  distinct rows, in the order of drawing. Where all others are copies of those drawn
///           (no distance above 1e-9 is left), the first of the others. The same for any n_threads.
/// @throws std::invalid_argument  as `require_weights`, and when n_clusters is out of range.
///
/// Time: O(n_entries), and for each try the postings of the row's terms and n_rows. Memory: 8 or 12
/// bytes an entry, 16 a row for each try of a draw.
template <class T>
[[nodiscard]] std::vector<Index> cosine_seeding(const sparse::CsrView<T>& x,
                                                std::span<const double> weights, Index n_clusters,
                                                std::uint64_t seed, const base::Run& run);

}  // namespace broadsheet::clustering
