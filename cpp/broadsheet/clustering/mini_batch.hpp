// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/clustering/centre.hpp"
#include "broadsheet/clustering/nearest_centre.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// One step of mini-batch k-means (Sculley 2010) on the unit sphere: all rows of the batch go to
/// their nearest centres, then each centre becomes the direction of the weighted sum of all rows
/// that it was ever given. That is where Sculley's step with the rate 1 / count for one row after
/// the other leads too, whatever their order.
///
/// @param x        the batch; canonical and finite. Rows are divided by their lengths.
/// @param weights  as `require_weights` takes them.
/// @param centres  in x's columns; moved where rows came.
/// @param lengths  shape (n_clusters,); of the sums so far, 0 where a centre has had no rows: the
///                 first ones then replace it. Brought up to date.
/// @param run      the monitor may stop it; then centres and lengths may be half moved.
/// @returns  each row's nearest centre, before these moved.
/// @throws std::invalid_argument  as `require_centres` and `require_weights`, and when there are
/// not
///         as many lengths as centres.
/// O(entries of x and of the centres, and for each entry of x the centres that have its term).
template <class T>
[[nodiscard]] Assignment mini_batch(const sparse::CsrView<T>& x, std::span<const double> weights,
                                    std::vector<Centre>& centres, std::vector<double>& lengths,
                                    const base::Run& run);

}  // namespace broadsheet::clustering
