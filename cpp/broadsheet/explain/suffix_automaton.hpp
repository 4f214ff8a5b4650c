// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::explain {

/// Knows every run of ids that a sequence has, and where each is first: the suffix automaton, the
/// smallest one that accepts the sequence's suffixes. Runs that end at the same places share a
/// state; so there are fewer than two states and three transitions an id, however ids repeat.
///
/// Source: Blumer et al. (1985), The smallest automaton recognizing the subwords of a text.
class SuffixAutomaton {
 public:
  using State = std::uint32_t;
  static constexpr State start = 0;  ///< of the empty run.
  static constexpr State none = std::numeric_limits<State>::max();

  /// @param sequence  any ids, at most 2^30 of them. It is not needed afterwards.
  /// @throws std::length_error  when there are more.
  ///
  /// Expected time linear in the ids. Memory: at most 128 bytes an id.
  SuffixAutomaton(std::span<const Index> sequence, base::Checkpoint& checkpoint);

  /// The state of a run with `id` behind it; `none` if the sequence has no such run. O(1) expected.
  [[nodiscard]] State next(State state, Index id) const {
    const auto edge = slots_[find(state, id)].edge;
    return edge == none ? none : edges_[edge].to;
  }

  /// The state of the longest end of its runs that is in another one. Not of `start`.
  [[nodiscard]] State link(State state) const { return states_[state].link; }
  /// The length of its longest run.
  [[nodiscard]] std::size_t longest(State state) const { return states_[state].longest; }
  /// Behind the last id of the first place where its runs are: they all end there.
  [[nodiscard]] std::size_t first_end(State state) const { return states_[state].first_end; }

 private:
  struct Node {
    State link;
    std::uint32_t longest;
    std::uint32_t first_end;
    std::uint32_t first_edge;  // of the state's, `none` for none
  };
  struct Edge {
    State from;
    Index id;
    State to;
    std::uint32_t next;  // of the same state's edges, `none` behind the last
  };
  struct Slot {
    std::uint32_t edge = none;
  };

  void append(Index id, base::Pace& pace);
  State split(State state, std::uint32_t longest, base::Pace& pace);
  State add_state(std::uint32_t longest, std::uint32_t first_end);
  void add_edge(State from, Index id, State to, base::Pace& pace);
  void grow(base::Pace& pace);

  [[nodiscard]] std::size_t place(State from, Index id) const;
  // The slot of an edge, or the free one where it would be.
  [[nodiscard]] std::size_t find(State from, Index id) const {
    const auto mask = slots_.size() - 1;
    for (auto at = place(from, id);; at = (at + 1) & mask) {
      const auto e = slots_[at].edge;
      if (e == none || (edges_[e].from == from && edges_[e].id == id)) return at;
    }
  }

  base::Buffer<Node> states_;
  base::Buffer<Edge> edges_;
  base::Buffer<Slot> slots_;  // a hash table of all edges, half full at most
  int shift_ = 0;             // leaves of 64 bits those that number a slot
  State last_ = start;        // of the whole sequence so far
};

}  // namespace broadsheet::explain
