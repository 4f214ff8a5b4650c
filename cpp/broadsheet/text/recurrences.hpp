// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/sketches.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// How often one source has one phrase, and where. A phrase is a sentence (or line), what a
/// sentence begins with, or what begins with a capital and ends where the next sentence starts
/// without a stop between. Numbers count articles; one article counts once in each.
struct Recurrence {
  std::uint64_t key = 0;  ///< `Phrase::key`.
  Index source = 0;
  std::uint32_t n_whole = 0;    ///< it is a whole sentence there,
  std::uint32_t n_part = 0;     ///< it is followed there by `Follows::start`,
  std::uint32_t n_any = 0;      ///< one of the two,
  std::uint32_t n_against = 0;  ///< a sentence begins with it and goes on (five words at most),
  std::uint32_t n_unknown = 0;  ///< or one cannot tell (likewise).
  std::uint32_t followers = 0;  ///< bits: hashes of the words that start after it.
  std::uint16_t lead = 0;       ///< `lead_of` its first words.
  std::uint8_t n_articles = 0;  ///< of the fingerprints that are kept: `most_fingerprints` at most.
  std::uint8_t marks = 0;       ///< bits of `Mark`.

  enum Mark : std::uint8_t {
    quoted = 1,  ///< a quotation mark opens it somewhere.
    lower = 2,   ///< where it is a part, its last word is in lower case.
  };

  friend bool operator==(const Recurrence&, const Recurrence&) = default;
};

/// What the articles of some sources repeat: all that learning from them leaves behind.
struct Recurrences {
  /// So many articles are kept of each phrase, to tell whether they are copies of each other.
  static constexpr std::size_t most_fingerprints = 8;

  base::Buffer<Recurrence> phrases;          ///< by key, then by source; pairs are distinct.
  base::Buffer<std::uint64_t> fingerprints;  ///< phrase after phrase, the smallest, ascending.
  std::vector<Index> n_articles;             ///< shape (n_sources,).
  Sketches sketches;                         ///< of the articles.
  std::uint64_t n_dropped = 0;               ///< phrases that `drop_rare` has dropped.
};

/// Counts the phrases of articles.
///
/// Expected time linear in code points, plus the sorting of hashes; working memory about 150 bytes
/// a sentence of a batch of 2^26 code points, and the result about 100 bytes a phrase. The result
/// is the same for any number of threads and any order of the articles.
///
/// @param texts        shape (n_articles,).
/// @param sources      shape (n_articles,); below n_sources; a negative number means none: such an
///                     article takes no part.
/// @param max_phrases  after each batch `drop_rare` is called with it; at least 1.
/// @throws std::invalid_argument  when lengths disagree or a source is no number below n_sources.
/// @throws std::length_error      when there are more than 2^31 - 1 articles.
[[nodiscard]] Recurrences count_recurrences(std::span<const View> texts,
                                            std::span<const Index> sources, Index n_sources,
                                            std::size_t max_phrases, const base::Run& run);

/// What counting the articles behind both at once would have given, unless any were dropped.
/// Linear.
///
/// @param source_of_a  shape (a.n_articles.size(),): the numbers of a's sources in the result,
///                     ascending and distinct; likewise source_of_b.
/// @param n_sources    in the result.
/// @throws std::invalid_argument  when the numbers are not so.
[[nodiscard]] Recurrences merge(const Recurrences& a, std::span<const Index> source_of_a,
                                const Recurrences& b, std::span<const Index> source_of_b,
                                Index n_sources, const base::Run& run);

/// Drops the phrases in fewest articles, all of as many at once, until at most `most` are left;
/// and what is known of articles that have none of the rest. Nothing if there are no more.
void drop_rare(Recurrences& recurrences, std::size_t most, const base::Run& run);

/// @throws std::invalid_argument  naming what is not as `Recurrences` says: it may come from a
/// file.
void validate(const Recurrences& recurrences);

}  // namespace broadsheet::text
