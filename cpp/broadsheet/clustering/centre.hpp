// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The centre of a cluster on the unit sphere: a sparse vector in single precision, of length 1 but
/// for that rounding. What is said of similarities to centres refers to these rounded values.
struct Centre {
  base::Buffer<Index> columns;  ///< ascending and distinct.
  base::Buffer<float> values;   ///< as many; finite.

  [[nodiscard]] sparse::Row<float> row() const { return {columns, values}; }
};

/// Rows as centres: each divided by its length in double, then rounded.
///
/// @param rows  shape (n_clusters, n_cols); canonical and finite.
/// @throws std::invalid_argument  naming the first row of zeros: it has no direction.
/// O(n_entries).
template <class T>
[[nodiscard]] std::vector<Centre> unit_centres(const sparse::CsrView<T>& rows,
                                               const base::Run& run);

/// Centres as they are, from the rows of a matrix. O(n_entries).
/// @throws std::invalid_argument  naming the first row whose length is not 1 to within 2e-7.
[[nodiscard]] std::vector<Centre> centres_of(const sparse::CsrView<float>& rows,
                                             const base::Run& run);

/// Centres as one matrix of shape (n_clusters, n_cols). O(n_entries).
[[nodiscard]] sparse::Csr<float> as_csr(std::span<const Centre> centres, Index n_cols,
                                        const base::Run& run);

/// The distance of two centres in space, the length of their difference: in [0, 2] but for
/// rounding. A sum in double over columns ascending. O(entries of both).
[[nodiscard]] double chord(const sparse::Row<float>& a, const sparse::Row<float>& b);

}  // namespace broadsheet::clustering
