// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"

namespace broadsheet::explain {

/// What texts copy from earlier ones, word for word.
struct CopiedRuns {
  std::vector<Offset> indptr{0};  ///< shape (n_texts + 1,): the runs of each.
  base::Buffer<Offset> begins;    ///< shape (n_runs,): where each begins, in words of its text.
  base::Buffer<Offset> lengths;   ///< shape (n_runs,): words, at least 1.
  base::Buffer<Index> origins;    ///< shape (n_runs,): the document in which it stood first.
};

/// Finds the words of each text that stand, within a shingle, in an earlier document.
///
/// A shingle is `n_words` words that follow each other; a text with fewer words is one shingle of
/// all of them, as `vocabulary::shingles` has it. It is copied if a document before the text's own
/// has it too, and the first that has it is its origin. A word is copied if a copied shingle covers
/// it, and the leftmost of these gives its origin. A run is as many copied words of one origin as
/// follow each other: none overlaps another, and nothing later than a text decides on it.
///
/// @param indptr     shape (n_texts + 1,): the words of each text.
/// @param ids        shape (n_words,): equal for equal words.
/// @param documents  shape (n_texts,), ascending: what each text is part of, as a title and a text
///                   may be of one article. Texts of one document do not copy from each other.
/// @param n_words    of a shingle, at least 1.
/// @param run        one thread works, whatever it allows.
/// @throws std::invalid_argument  when n_words is 0, indptr does not cut `ids` into texts, or
///         documents are not as many as texts or fall (the message names the first that does).
/// @throws std::length_error      when there are 2^32 - 1 words or more.
///
/// Hashes find what is compared, equal words decide. Expected time linear in the words, but for
/// the comparison of shingles, each as long as n_words, and a binary search among the texts where a
/// run begins. Memory: 8 to 16 bytes a word.
[[nodiscard]] CopiedRuns copied_runs(std::span<const Offset> indptr, std::span<const Index> ids,
                                     std::span<const Index> documents, std::size_t n_words,
                                     const base::Run& run);

}  // namespace broadsheet::explain
