// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "broadsheet/text/fold.hpp"
#include "broadsheet/tokens/token.hpp"

namespace broadsheet::tokens {

/// Finds the words of a folded text: maximal runs of at least `min_length` word characters. With 2
/// they are the matches of `(?u)\b\w\w+\b`, with 1 those of `(?u)\w+`.
///
/// @param out  receives the tokens in the order of the text; what it held is lost.
void find_words(const text::Folded& folded, std::size_t min_length, std::vector<Token>& out);

}  // namespace broadsheet::tokens
