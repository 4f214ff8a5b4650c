// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/text/boilerplate.hpp"
#include "broadsheet/text/segments.hpp"

namespace broadsheet::text {

/// Takes boilerplate out of one text, with white space as `find_boilerplate` says. Linear.
///
/// @param segments    the text, cut.
/// @param length      of the text, in code points.
/// @param candidates  occurrences of boilerplate: lines or sentences of `segments`, ascending by
///                    begin, the longer first. Those within a line that goes are passed over.
/// @param kept        what stays is appended here: ranges that ascend and do not touch.
/// @param removed     what goes is appended here.
void remove(const Segments& segments, std::size_t length, std::span<const Removal> candidates,
            std::vector<Range>& kept, std::vector<Removal>& removed);

}  // namespace broadsheet::text
