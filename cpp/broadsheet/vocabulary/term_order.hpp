// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/vocabulary/term_table.hpp"

namespace broadsheet::vocabulary {

/// A term of one of several tables.
struct Entry {
  std::uint64_t prefix;  ///< some bytes of the term, for sorting; means nothing afterwards.
  std::uint32_t table;
  Index id;
};

/// All terms of all tables in code point order; equal ones stand together, by table.
///
/// O(bytes + terms log terms).
[[nodiscard]] std::vector<Entry> sorted_entries(const std::vector<TermTable>& tables);

}  // namespace broadsheet::vocabulary
