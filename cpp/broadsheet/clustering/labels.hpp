// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"

namespace broadsheet::clustering {

/// Which cluster each article belongs to, in the one canonical numbering: by first appearance.
struct Labels {
  std::vector<Index> of;  ///< shape (n_articles,), in input order; in [0, n_clusters).
  Index n_clusters = 0;
};

/// The same partition with clusters numbered 0, 1, … by their first article.
///
/// @param names  shape (n_articles,); articles with equal names are in one cluster. In
///               [0, n_articles), as when a cluster is named by one of its articles.
/// @throws std::invalid_argument  naming the first article whose name is out of range.
///
/// O(n_articles).
[[nodiscard]] Labels canonical_labels(std::span<const Index> names);

/// The same of names that are any numbers. O(n_articles log n_articles).
///
/// @throws std::length_error  where there are more articles than an index numbers.
[[nodiscard]] Labels first_appearance(std::span<const std::int64_t> names);

}  // namespace broadsheet::clustering
