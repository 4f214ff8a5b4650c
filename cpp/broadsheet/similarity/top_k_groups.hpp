// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/engine.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// How top_k goes along: which rows have their shortlists at a time.
struct TopKGroups {
  Index rows;              ///< of a group.
  std::size_t list_bytes;  ///< of all lists of a group, at the most.
  std::size_t bytes;       ///< beside them.
};

/// @throws std::invalid_argument  as top_k does, but for the memory limit.
template <class T>
void require(const sparse::CsrView<T>& x, const sparse::CsrView<T>& y, const TopKOptions& options);

/// What top_k asks of its engine.
[[nodiscard]] EngineOptions engine_options(const TopKOptions& options);

/// Cuts x into groups, and allows the engine what their lists leave.
///
/// All rows are one group if their lists take no more than half of the memory, or if all fits
/// anyway.
/// @throws std::invalid_argument  when the memory limit is below what the matrices need.
template <class T>
[[nodiscard]] TopKGroups top_k_groups(Engine<T>& engine, const TopKOptions& options,
                                      const base::Run& run);

}  // namespace broadsheet::similarity
