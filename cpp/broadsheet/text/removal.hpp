// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/text/segments.hpp"

namespace broadsheet::text {

/// Why something was taken out.
enum class Reason : std::uint8_t {
  learned = 0,          ///< its source repeats it,
  everywhere = 1,       ///< several sources do,
  phrase = 2,           ///< it is in the list of phrases,
  dateline = 3,         ///< it says where a report was written, or
  before_dateline = 4,  ///< stands before that: caption, by-line;
  credit = 5,           ///< it says whose a picture is,
  copyright = 6,        ///< or a text;
  separator = 7,        ///< it says nothing: "* * *";
  between = 8,  ///< a few words before, or between, what goes: by-lines, names of photographers.
};

/// A stretch that was taken out.
struct Removal {
  Range range;  ///< without the white space around it.
  Reason reason{};
  std::uint64_t key = 0;    ///< of the phrase; 0 for rules that know no phrases.
  std::size_t segment = 0;  ///< an index of `Boilerplate::segments`.
};

/// Takes boilerplate out of one text, with white space as `take_out` says. Linear.
///
/// @param segments  the text, cut; the stretches are units of it: runs of whole sentences of one
///                  line, or lines.
/// @param length    of the text, in code points.
/// @param goes      shape (n_sentences,): 1 where a sentence goes.
/// @param kept      what stays is appended here: ranges that ascend and do not touch.
void keep_the_rest(const Segments& segments, std::size_t length, std::span<const std::uint8_t> goes,
                   std::vector<Range>& kept);

}  // namespace broadsheet::text
