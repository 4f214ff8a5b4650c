// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <vector>

#include "broadsheet/explain/suffix_automaton.hpp"
#include "catch.hpp"

namespace broadsheet::explain {
namespace {

using Ids = std::vector<Index>;

template <class F>
void with_automaton(const Ids& sequence, F&& f) {
  base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    f(SuffixAutomaton(sequence, checkpoint));
  });
}

SuffixAutomaton::State state_of(const SuffixAutomaton& automaton, const Ids& run) {
  auto state = SuffixAutomaton::start;
  for (const auto id : run) {
    if (state != SuffixAutomaton::none) state = automaton.next(state, id);
  }
  return state;
}

Ids random_ids(std::size_t n, int n_ids, std::mt19937& random) {
  Ids ids(n);
  std::uniform_int_distribution<int> any(0, n_ids - 1);
  for (auto& id : ids) id = static_cast<Index>(any(random));
  return ids;
}

TEST_CASE("every run of a sequence is found where it is first, and no other is", "[explain]") {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    const auto n_ids = 1 + round % 4;
    const auto sequence = random_ids(static_cast<std::size_t>(round % 20), n_ids, random);
    with_automaton(sequence, [&](const SuffixAutomaton& automaton) {
      for (std::size_t begin = 0; begin < sequence.size(); ++begin) {
        for (auto end = begin + 1; end <= sequence.size(); ++end) {
          const Ids run(sequence.begin() + static_cast<std::ptrdiff_t>(begin),
                        sequence.begin() + static_cast<std::ptrdiff_t>(end));
          const auto state = state_of(automaton, run);
          REQUIRE(state != SuffixAutomaton::none);
          const auto first = std::ranges::search(sequence, run).end() - sequence.begin();
          REQUIRE(automaton.first_end(state) == static_cast<std::size_t>(first));
          REQUIRE(automaton.longest(state) >= run.size());
          REQUIRE(automaton.longest(automaton.link(state)) < run.size());
        }
      }
      for (int other = 0; other < 100; ++other) {
        const auto run = random_ids(1 + random() % 6, n_ids + 1, random);
        const bool there = !std::ranges::search(sequence, run).empty();
        REQUIRE((state_of(automaton, run) != SuffixAutomaton::none) == there);
      }
    });
  }
}

TEST_CASE("a link leads to the longest end of a run that is in more places", "[explain]") {
  with_automaton({1, 2, 3, 2, 4}, [](const SuffixAutomaton& automaton) {
    const auto both = state_of(automaton, {1, 2});
    REQUIRE(automaton.link(both) == state_of(automaton, {2}));
    REQUIRE(automaton.link(state_of(automaton, {2})) == SuffixAutomaton::start);
    REQUIRE(state_of(automaton, {3, 2}) == state_of(automaton, {1, 2, 3, 2}));
    REQUIRE(automaton.longest(both) == 2);
    REQUIRE(automaton.first_end(both) == 2);
  });
}

TEST_CASE("a sequence of nothing has no run", "[explain]") {
  with_automaton({}, [](const SuffixAutomaton& automaton) {
    REQUIRE(automaton.next(SuffixAutomaton::start, 0) == SuffixAutomaton::none);
    REQUIRE(automaton.longest(SuffixAutomaton::start) == 0);
  });
}

}  // namespace
}  // namespace broadsheet::explain
