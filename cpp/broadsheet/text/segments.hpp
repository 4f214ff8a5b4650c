// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// The code points [begin, end) of a text.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// A text cut into lines, and each line into sentences.
///
/// No segment begins or ends with white space. The text is: white space, then line by line the
/// line and the white space after it; a line is likewise its sentences, each with the white space
/// (maybe none) after it. A line of white space only is no segment.
struct Segments {
  std::vector<Range> lines;
  std::vector<Range> sentences;             ///< of all lines, in text order.
  std::vector<std::size_t> first_sentence;  ///< shape (n_lines + 1,): where each line's begin.
};

/// Cuts `view`. Linear in its length.
///
/// Lines end where `str.splitlines` ends them. A sentence ends with its line, and
///  - after one of 。｡！？ (full width), ։ (Armenian), । ॥ (Devanagari), ። ፧ ፨ (Ethiopic), ។ ៕
///    (Khmer) or ။ (Burmese), and the stops and closing quotes or brackets that follow at once;
///  - after one of . ! ? … ‼ ‽ ⁇ ⁈ ⁉ ． ؟ ۔ with the stops and closing quotes or brackets that
///    follow at once, if white space comes then, and after it, opening quotes and brackets aside,
///    no lower-case letter. A lone "." is no end, moreover, after a single letter ("U.S.",
///    "J. Doe"), a word of `is_abbreviation` ("Sen."), or digits that are all of the sentence so
///    far ("1. Wash").
/// Where the rule errs it rather leaves two sentences together: for recurring text, that is safe.
/// Whether a sentence ends inside a segment never depends on what surrounds the segment.
///
/// @param out  overwritten; its memory is used again.
/// Source: a subset of Unicode's Sentence_Terminal and Close, with the spirit of the rules
/// SB6 to SB11 of UAX #29 (Unicode Text Segmentation).
void cut(const View& view, base::Checkpoint& checkpoint, Segments& out);

}  // namespace broadsheet::text
