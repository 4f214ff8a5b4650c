// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/split.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// What a join of these matrices is best split by.
///
/// Under a threshold the most frequent terms may be bounded only. How many pays depends on how many
/// pairs then look as if they reached it, each of which has to be verified: where rows are mostly
/// made of the same few terms, as with stop words left in, so many do that no bound is best. A
/// sample of pairs tells. Only speed depends on it.
///
/// @param x, y_or_self      canonical; null: x itself.
/// @param x_scale, y_scale  at least the lengths of the longest rows.
/// @param dense_from        see SplitOptions.
/// @param min_score         above 0, or nothing: there is no threshold, and nothing is bounded.
template <class T>
[[nodiscard]] Split choose_split(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                                 double x_scale, double y_scale, double dense_from,
                                 std::optional<double> min_score, const base::Run& run);

}  // namespace broadsheet::similarity
