// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"

namespace broadsheet::similarity {

/// Cuts rows into runs of about equal work, for base::parallel_for.
///
/// @param work       shape (n_rows,); what a row costs, in multiply-adds; >= 0.
/// @param per_piece  work at which a run ends; a row is never cut in two.
/// @returns  shape (n_pieces + 1,); piece p is rows [result[p], result[p + 1]). Without rows {0}.
[[nodiscard]] std::vector<Index> cut_rows(std::span<const Offset> work, Offset per_piece);

/// Work that takes some milliseconds: so long that taking a piece costs nothing beside it, so short
/// that threads end together.
inline constexpr Offset default_piece_work = Offset{1} << 22;

}  // namespace broadsheet::similarity
