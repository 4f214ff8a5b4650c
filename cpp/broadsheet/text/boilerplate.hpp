// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/learned.hpp"
#include "broadsheet/text/removal.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// Something that was taken out of some articles of a source.
struct BoilerplateSegment {
  Index source = 0;          ///< -1 for articles without a source.
  Reason reason{};           ///< why.
  Index article = 0;         ///< where it was first taken out: this article ...
  Range range;               ///< ... and these code points of its text.
  Index n_articles = 0;      ///< articles that it was taken out of,
  Offset n_occurrences = 0;  ///< how often in all,
  Offset n_characters = 0;   ///< and code points that it had there.
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

/// Takes learned phrases, and with `rules` what `Rules` finds, out of texts.
///
/// White space: what goes takes the white space after it along; at the end of a line that stays in
/// part, or of the text, the white space before it instead. So paragraphs stay apart.
///
/// Linear in code points. The result is the same for any number of threads.
///
/// @param texts    shape (n_articles,).
/// @param sources  shape (n_articles,); the numbers that the phrases were learned with; any other,
///                 and a negative one, is a source of which nothing was learned.
/// @throws std::invalid_argument  when the lengths disagree.
/// @throws std::length_error      when there are more than 2^31 - 1 articles.
[[nodiscard]] Boilerplate take_out(std::span<const View> texts, std::span<const Index> sources,
                                   std::span<const LearnedPhrase> learned, bool rules,
                                   const base::Run& run);

}  // namespace broadsheet::text
