// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"

namespace broadsheet::explain {

/// Words that two texts share, word for word.
struct SharedRuns {
  base::Buffer<Offset> first;    ///< shape (n_runs,), ascending: where each begins in the first.
  base::Buffer<Offset> second;   ///< shape (n_runs,): where it begins in the second.
  base::Buffer<Offset> lengths;  ///< shape (n_runs,): words, at least 1.
};

/// Finds the maximal runs of shingles that two texts share, as positions of words.
///
/// The first text is gone through once: at each word, the longest run that begins there and is in
/// the second text too is taken if it is as long as a shingle, where the second has it first; it
/// goes on behind the run. So none overlaps another in the first text. A text with fewer words than
/// `n_words` is one shingle of all of them, as `vocabulary::shingles` has it: two such texts share
/// a run only if they are equal.
///
/// @param a, b     word ids of the two texts, equal for equal words; at most 2^30 of b.
/// @param n_words  of a shingle, at least 1.
/// @param run      one thread works, whatever it allows.
/// @throws std::invalid_argument  when n_words is 0.
/// @throws std::length_error      when b has more words.
///
/// Expected time linear in a.size() + b.size(), however words repeat; see suffix_automaton.hpp.
[[nodiscard]] SharedRuns shared_runs(std::span<const Index> a, std::span<const Index> b,
                                     std::size_t n_words, const base::Run& run);

}  // namespace broadsheet::explain
