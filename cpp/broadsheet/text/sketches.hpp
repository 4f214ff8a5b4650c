// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"

namespace broadsheet::text {

/// What is kept of each article to recognise its copies: the smallest keys of its sentences.
struct Sketches {
  /// So many sentences of an article are kept, at the most.
  static constexpr std::size_t most_sentences = 16;

  base::Buffer<std::uint64_t> fingerprints;  ///< of the articles' words; ascending, distinct.
  base::Buffer<std::uint8_t> sizes;          ///< of each article, how many sentences are kept.
  base::Buffer<std::uint64_t> sentences;     ///< article after article; ascending, distinct.
};

/// Those of both. Linear.
[[nodiscard]] Sketches merge(const Sketches& a, const Sketches& b, base::Checkpoint& checkpoint);

/// The sketches of the articles whose fingerprints are listed, ascending. Linear.
[[nodiscard]] Sketches keep_only(const Sketches& sketches, std::span<const std::uint64_t> kept,
                                 base::Checkpoint& checkpoint);

/// Finds the sketch of an article in logarithmic time.
class SketchIndex {
 public:
  /// @param sketches  must outlive the index, unchanged.
  explicit SketchIndex(const Sketches& sketches);

  /// @return  its sentences; none if it has no sketch.
  [[nodiscard]] std::span<const std::uint64_t> of(std::uint64_t fingerprint) const;

 private:
  const Sketches& sketches_;
  std::vector<std::size_t> starts_;
};

/// Are two articles copies of each other: reprints, updates, drafts?
///
/// They are when they share two sentences or more and, the longest of them left out, the rest that
/// they share makes at least half of the rest of the shorter one, in words. So an article of one
/// sentence, such as a notice alone, is a copy of its equals only. Where a sketch has no room for
/// all of an article's sentences, both are compared by those whose keys are small: a random sample.
/// Leaving one sentence out tells two short articles that end in the same notice from two copies.
///
/// @param a, b  the kept sentences of each; those that surely are boilerplate may be left out.
/// @param whole_a, whole_b  whether all of an article's sentences were kept.
/// Source: the sample is the coordinated bottom-k sample of E. Cohen and H. Kaplan, "Summarizing
/// data using bottom-k sketches", 2007.
[[nodiscard]] bool are_copies(std::span<const std::uint64_t> a, bool whole_a,
                              std::span<const std::uint64_t> b, bool whole_b);

}  // namespace broadsheet::text
