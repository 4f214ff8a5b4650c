// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::vocabulary {

/// The distinct shingles of each article.
struct Shingles {
  std::vector<Offset> indptr{0};  ///< shape (n_articles + 1,).
  base::Buffer<Index> ids;        ///< in each article ascending and distinct, in [0, n_ids).
  Index n_ids = 0;                ///< distinct shingles of all articles.
};

/// Numbers the shingles of articles: `n_words` words that follow each other, lower-cased. Words are
/// maximal runs of word characters, as `\w+` of Python finds them. An article with fewer words has
/// one shingle of all of them, one without words none.
///
/// Two shingles have one id exactly when their words are equal: hashes only find what is compared.
/// Which ids they have differs from process to process, and nothing else should depend on it.
///
/// @param texts    shape (n_articles,).
/// @param n_words  at least 1.
/// @param run      the monitor hears pieces of about equal work.
/// @throws std::invalid_argument  when n_words is 0.
/// @throws std::length_error      when there are more shingles than an Index numbers.
///
/// Linear in the words but for the comparison of shingles, each as long as n_words, and a sort of
/// each article's ids. Memory: the folded words, and 28 bytes a word.
[[nodiscard]] Shingles shingles(std::span<const text::View> texts, std::size_t n_words,
                                const base::Run& run);

}  // namespace broadsheet::vocabulary
