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

/// What counts as boilerplate.
struct BoilerplateOptions {
  /// A segment is boilerplate when it stands in at least so many articles of one source, where
  /// copies of each other (`group_copies`) count as one article. At least 2.
  Index min_articles = 3;
};

/// A stretch that was taken out, and the segment that it is an occurrence of.
struct Removal {
  Range range;              ///< without the white space around it.
  std::size_t segment = 0;  ///< an index of `Boilerplate::segments`.
};

/// A segment that was taken out of some articles of a source.
struct BoilerplateSegment {
  Index source = 0;
  Index article = 0;         ///< where it was first taken out: this article ...
  Range range;               ///< ... and these code points of its text.
  Index n_articles = 0;      ///< articles that it was taken out of,
  Offset n_occurrences = 0;  ///< and how often in all.
};

/// Boilerplate, and what is left of the texts without it.
struct Boilerplate {
  std::vector<Offset> kept_indptr{0};  ///< shape (n_articles + 1,).
  /// What stays of article i is the concatenation of its code points in kept[kept_indptr[i]] up
  /// to kept[kept_indptr[i + 1]]: ranges that ascend, are not empty and do not touch.
  std::vector<Range> kept;
  std::vector<Offset> removed_indptr{0};     ///< shape (n_articles + 1,).
  std::vector<Removal> removed;              ///< by position within each article.
  std::vector<BoilerplateSegment> segments;  ///< by (article, range.begin).
};

/// Finds the lines and sentences that a source repeats from article to article.
///
/// A line that is boilerplate goes as a whole; of any other line, those of its sentences that
/// are. White space: what goes takes the white space after it along; at the end of a line that
/// stays in part, or of the text, the white space before it instead. So paragraphs stay apart.
///
/// Expected time linear in code points, plus sorting; memory about 100 bytes a segment. The result
/// is the same for any number of threads.
///
/// @param texts    shape (n_articles,).
/// @param sources  shape (n_articles,); a negative number means none: that text stays whole.
/// @throws std::invalid_argument  when the lengths disagree or min_articles < 2.
/// @throws std::length_error      when there are more than 2^31 - 1 articles.
[[nodiscard]] Boilerplate find_boilerplate(
    std::span<const View> texts, std::span<const Index> sources, const BoilerplateOptions& options,
    const base::Run& run, const Fingerprints& fingerprints = Fingerprints::random());

}  // namespace broadsheet::text
