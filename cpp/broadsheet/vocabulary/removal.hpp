// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "broadsheet/base/index.hpp"

namespace broadsheet::vocabulary {

/// Days since 1970-01-01 in UTC.
using Day = std::int32_t;

/// How many articles hold a term, and how often it occurs in them.
struct Occurrences {
  Offset articles = 0;
  Offset tokens = 0;  ///< at least one in each of the articles.
};

/// Of the articles of a day some are to be taken away: are there as many?
/// @throws std::invalid_argument  naming the day, if not.
void require_removable(Day day, Offset there, Offset gone);

/// The same of those that hold a term: each of the articles that are left has to hold it once or
/// more, and there may not be more of them than articles of the day.
/// @param left  articles of the day once some are taken away.
/// @throws std::invalid_argument  naming term and day, if it cannot be.
void require_removable(std::string_view term, Day day, Occurrences there, Occurrences gone,
                       Offset left);

}  // namespace broadsheet::vocabulary
