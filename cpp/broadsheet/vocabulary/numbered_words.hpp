// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::vocabulary {

/// The words of some texts in order, each with its number and its place.
struct NumberedWords {
  std::vector<Offset> indptr{0};  ///< shape (n_texts + 1,): the words of each.
  base::Buffer<Index> ids;        ///< shape (n_words,), from 0 by first appearance.
  base::Buffer<Offset> begins;    ///< shape (n_words,), in code points of the word's own text.
  base::Buffer<Offset> ends;      ///< likewise, behind its last.
};

/// Numbers the words of texts, lower-cased: equal words have one id, in all of the texts. They are
/// the words of `shingles`, as `\w+` of Python finds them in `text.lower()`; their places count in
/// the original, where lower-casing made one character two as well.
///
/// @param texts  shape (n_texts,); meant for few.
/// @param run    one thread works, whatever it allows.
/// @throws std::length_error  when there are more words than an Index numbers, or one has 4 GB.
///
/// Linear in the texts. Memory: 20 bytes a word, each word's text once, and a text lower-cased.
[[nodiscard]] NumberedWords numbered_words(std::span<const text::View> texts, const base::Run& run);

}  // namespace broadsheet::vocabulary
