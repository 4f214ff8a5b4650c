// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/suffix_automaton.hpp"

#include <bit>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

namespace broadsheet::explain {
namespace {

constexpr std::size_t most_ids = std::size_t{1} << 30;
constexpr std::size_t least_slots = 64;

// Multiply-shift (Dietzfelbinger 1996; Thorup 2015, High speed hashing for integers and strings):
// whatever two edges are, they meet with the probability of chance. Articles are untrusted, so the
// factors differ in each process. No result depends on them.
struct Factors {
  std::uint64_t state;
  std::uint64_t id;
  std::uint64_t shift;
};

const Factors& factors() {
  static const Factors drawn = [] {
    std::random_device device;
    const auto draw = [&] { return (std::uint64_t{device()} << 32) | device(); };
    return Factors{draw(), draw(), draw()};
  }();
  return drawn;
}

}  // namespace

SuffixAutomaton::SuffixAutomaton(std::span<const Index> sequence, base::Checkpoint& checkpoint) {
  if (sequence.size() > most_ids) {
    throw std::length_error(std::to_string(sequence.size()) + " words are more than the " +
                            std::to_string(most_ids) + " in which shared runs can be looked for");
  }
  // At once: pages that are never written cost nothing, but each growth would copy all.
  states_.reserve(2 * sequence.size() + 1);
  edges_.reserve(3 * sequence.size());
  slots_.resize(least_slots);
  shift_ = 64 - std::countr_zero(least_slots);
  base::Pace pace(checkpoint);
  add_state(0, 0);
  for (const auto id : sequence) append(id, pace);
}

void SuffixAutomaton::append(Index id, base::Pace& pace) {
  pace.count(1);
  const auto size = states_[last_].longest + 1;
  const auto added = add_state(size, size);
  auto p = std::exchange(last_, added);
  for (; p != none && next(p, id) == none; p = states_[p].link) add_edge(p, id, added, pace);
  if (p == none) {
    states_[added].link = start;
    return;
  }
  const auto q = next(p, id);
  const auto longest = states_[p].longest + 1;
  if (longest == states_[q].longest) {
    states_[added].link = q;
    return;
  }
  // Those of q's runs that also end here leave it.
  const auto shorter = split(q, longest, pace);
  for (; p != none && next(p, id) == q; p = states_[p].link) {
    edges_[slots_[find(p, id)].edge].to = shorter;
    pace.count(1);
  }
  states_[added].link = shorter;
}

// A new state for the runs of `state` that are no longer than `longest`.
SuffixAutomaton::State SuffixAutomaton::split(State state, std::uint32_t longest,
                                              base::Pace& pace) {
  const auto shorter = add_state(longest, states_[state].first_end);
  for (auto e = states_[state].first_edge; e != none; e = edges_[e].next) {
    add_edge(shorter, edges_[e].id, edges_[e].to, pace);
  }
  states_[shorter].link = std::exchange(states_[state].link, shorter);
  return shorter;
}

SuffixAutomaton::State SuffixAutomaton::add_state(std::uint32_t longest, std::uint32_t first_end) {
  states_.push_back({none, longest, first_end, none});
  return static_cast<State>(states_.size() - 1);
}

void SuffixAutomaton::add_edge(State from, Index id, State to, base::Pace& pace) {
  pace.count(1);
  if (2 * (edges_.size() + 1) > slots_.size()) grow(pace);
  const auto edge = static_cast<std::uint32_t>(edges_.size());
  slots_[find(from, id)].edge = edge;
  edges_.push_back({from, id, to, std::exchange(states_[from].first_edge, edge)});
}

void SuffixAutomaton::grow(base::Pace& pace) {
  const auto size = 2 * slots_.size();
  slots_ = {};
  base::resize(slots_, size, pace.checkpoint());
  --shift_;
  const auto mask = slots_.size() - 1;
  pace.each(edges_.size(), [&](std::size_t e) {
    auto at = place(edges_[e].from, edges_[e].id);
    while (slots_[at].edge != none) at = (at + 1) & mask;
    slots_[at].edge = static_cast<std::uint32_t>(e);
  });
}

std::size_t SuffixAutomaton::place(State from, Index id) const {
  const auto& by = factors();
  return (by.state * from + by.id * static_cast<std::uint32_t>(id) + by.shift) >> shift_;
}

}  // namespace broadsheet::explain
