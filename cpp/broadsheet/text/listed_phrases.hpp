// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/text/learned.hpp"

namespace broadsheet::text {

/// What is boilerplate in every source without having been learned: whole sentences or lines such
/// as "Advertisement", "Read more:", "Subscribe to our newsletter", in English, German, French,
/// Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish and Armenian. Those few that no
/// sentence of an article can begin with, as "Story continues below", are parts too, as is the age
/// of a page ("6 years ago"). The list is in listed_phrases.cpp.
[[nodiscard]] std::span<const LearnedPhrase> listed_phrases();

}  // namespace broadsheet::text
