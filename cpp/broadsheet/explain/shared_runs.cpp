// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/shared_runs.hpp"

#include <algorithm>
#include <stdexcept>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/explain/suffix_automaton.hpp"

namespace broadsheet::explain {
namespace {

// Reads `a` word by word. What is kept is the state of the longest run that ends at this word, and
// begins no earlier than the last run that was taken ended. Where that run can go no further it is
// the longest one of its first word: it is taken, or its first words are given up, whose runs are
// shorter still.
SharedRuns match(std::span<const Index> a, const SuffixAutomaton& automaton, std::size_t n,
                 base::Checkpoint& checkpoint) {
  SharedRuns found;
  auto state = SuffixAutomaton::start;
  std::size_t length = 0;
  const auto take = [&](std::size_t end) {
    found.first.push_back(static_cast<Offset>(end - length));
    found.second.push_back(static_cast<Offset>(automaton.first_end(state) - length));
    found.lengths.push_back(static_cast<Offset>(length));
    state = SuffixAutomaton::start;
    length = 0;
  };
  base::Pace pace(checkpoint);
  pace.each(a.size(), [&](std::size_t i) {
    for (;;) {
      const auto next = automaton.next(state, a[i]);
      if (next != SuffixAutomaton::none) {
        state = next;
        ++length;
        return;
      }
      if (state == SuffixAutomaton::start) return;  // a word that b lacks
      if (length >= n) {
        take(i);
      } else {
        pace.count(1);
        state = automaton.link(state);
        length = automaton.longest(state);
      }
    }
  });
  if (length >= n) take(a.size());
  return found;
}

}  // namespace

SharedRuns shared_runs(std::span<const Index> a, std::span<const Index> b, std::size_t n_words,
                       const base::Run& run) {
  if (n_words == 0) throw std::invalid_argument("a shingle needs at least 1 word, got 0");
  SharedRuns found;
  const auto n = std::min(n_words, a.size());
  if (n == 0 || n != std::min(n_words, b.size())) return found;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    found = match(a, SuffixAutomaton(b, checkpoint), n, checkpoint);
  });
  return found;
}

}  // namespace broadsheet::explain
