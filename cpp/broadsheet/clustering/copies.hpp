// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Articles with copies taken together: a point stands for all articles with the same vector and
/// the same timestamp, which are equally similar to everything else. Points are ordered by their
/// first article. Empty vectors are like nothing, so each is a point of its own.
template <class T>
struct Points {
  sparse::CsrView<T> vectors;                     ///< one row a point; of `owned`, or borrowed.
  std::vector<similarity::Timestamp> timestamps;  ///< shape (n_points,), or empty.
  std::vector<Index> point_of;                    ///< shape (n_articles,).
  std::vector<Index> first_article;               ///< shape (n_points,), ascending.
  std::vector<Index> weight;                      ///< shape (n_points,); articles of each, >= 1.
  sparse::Csr<T> owned;                           ///< filled only where there are copies.

  Points() = default;
  Points(Points&&) noexcept = default;  // moved vectors keep their memory, and so do the views
  Points& operator=(Points&&) noexcept = default;
  Points(const Points&) = delete;
  Points& operator=(const Points&) = delete;
  ~Points() = default;
};

/// Finds the copies among the rows of `x`. Linear in entries, however many copies there are.
///
/// @param x           canonical; must outlive the result.
/// @param timestamps  shape (n_rows,), or empty.
/// @param run         one thread does it; the monitor may stop it.
template <class T>
[[nodiscard]] Points<T> collapse_copies(const sparse::CsrView<T>& x,
                                        std::span<const similarity::Timestamp> timestamps,
                                        const base::Run& run);

}  // namespace broadsheet::clustering
