// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace broadsheet::text {

/// The code points of the longest abbreviation known.
inline constexpr std::size_t longest_abbreviation = 6;

/// Is `word` (without its dot, letter case as written) one that news writes with a dot inside a
/// sentence: "Sen", "Sept", "Calif", "Nr", "млн"? Single letters are not listed.
[[nodiscard]] bool is_abbreviation(std::u32string_view word) noexcept;

}  // namespace broadsheet::text
