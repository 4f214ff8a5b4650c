// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/fingerprint.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// Where a segment stands: the code points [begin, end) of an article's text.
struct Occurrence {
  Index article = 0;
  Range range;
};

/// A segment that stands in two or more articles of one source.
struct RecurringSegment {
  Index source = 0;
  std::size_t length = 0;    ///< code points, runs of white space being one each.
  bool is_sentence = false;  ///< else a line of several sentences.
  std::size_t first = 0;     ///< its occurrences are [first, last) of `Recurring::occurrences`,
  std::size_t last = 0;      ///< by article, then by position.
};

/// All segments that recur, by the article and position where they first stand.
struct Recurring {
  std::vector<RecurringSegment> segments;
  std::vector<Occurrence> occurrences;
  /// Shape (n_articles,): code points of each article's different sentences; 0 without a source.
  std::vector<std::size_t> lengths;

  [[nodiscard]] std::span<const Occurrence> of(const RecurringSegment& segment) const {
    return std::span(occurrences).subspan(segment.first, segment.last - segment.first);
  }
};

/// Finds the lines and sentences that recur within a source.
///
/// Segments are the same when they differ in white space at most. Those without a word character
/// ("* * *") count nowhere. A line of one sentence is that sentence. Texts are read twice, once to
/// hash their segments and once, where hashes agree, to make sure: expected time linear in code
/// points, plus the sorting of hashes.
///
/// @param texts         shape (n_articles,).
/// @param sources       shape (n_articles,); a negative number means none: such an article takes
///                      no part.
/// @param fingerprints  how segments are hashed; the result does not depend on it.
/// @throws std::invalid_argument  when the two lengths disagree.
/// @throws std::length_error      when there are more than 2^31 - 1 articles.
[[nodiscard]] Recurring find_recurring(std::span<const View> texts, std::span<const Index> sources,
                                       const Fingerprints& fingerprints, const base::Run& run);

}  // namespace broadsheet::text
