// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace broadsheet {

// Tests are built with 16 as well: whatever numbers entries or pairs and is no Offset overflows
// then, in matrices that are small enough for a test.
#ifndef BROADSHEET_INDEX_BITS
#define BROADSHEET_INDEX_BITS 32
#endif
static_assert(BROADSHEET_INDEX_BITS == 32 || BROADSHEET_INDEX_BITS == 16);

/// A column: a term id or an article's row number. 32 bits, since it is stored once an entry.
using Index = std::conditional_t<BROADSHEET_INDEX_BITS == 32, std::int32_t, std::int16_t>;

/// A position among stored entries: always 64 bits, so that no product of two sizes overflows.
using Offset = std::int64_t;

/// `size` as an Index.
///
/// @param size  a number of rows, columns or terms.
/// @param what  what is counted, for the message: "articles", "terms".
/// @throws std::length_error  when there are more than an Index can number, 2^31 - 1.
[[nodiscard]] inline Index to_index(std::size_t size, const char* what) {
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<Index>::max());
  if (size > most) {
    throw std::length_error(std::to_string(size) + " " + what + " are more than the " +
                            std::to_string(most) + " that an index can number");
  }
  return static_cast<Index>(size);
}

}  // namespace broadsheet
