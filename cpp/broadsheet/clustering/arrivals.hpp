// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/time_kernel.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

using similarity::Timestamp;

/// Articles that come, in this order.
struct Arrivals {
  sparse::CsrView<double> rows;           ///< shape (n, n_terms); canonical, values above 0.
  std::span<const Timestamp> times;       ///< shape (n,).
  double min_similarity = 0.0;            ///< above 0: where an article joins a story.
  std::span<const std::int64_t> forced;   ///< shape (n,) or (0,): an article whose story it joins,
                                          ///< by its number, or -1; one that does not live is none.
  std::span<const Offset> barred_indptr;  ///< shape (n + 1,) or (0,);
  std::span<const std::int64_t> barred;   ///< articles whose stories it does not join.
};

/// Holds them to that.
/// @param n_seen  articles before them, which are numbered from there.
/// @throws std::invalid_argument  naming the first row, entry or number that is out of its range.
void validate(const Arrivals& arrivals, std::int64_t n_seen, const base::Run& run);

}  // namespace broadsheet::clustering
