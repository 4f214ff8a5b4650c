// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/copies.hpp"
#include "broadsheet/clustering/exact_sum.hpp"
#include "broadsheet/clustering/linkage.hpp"
#include "broadsheet/similarity/join.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::clustering {

/// Clusters of points as the nodes of a graph, and between them what is known of the similarities
/// of their cross pairs.
///
/// Average link: their sum. An edge stands where at least one cross pair reaches the cut; without
/// one, the average over all cross pairs stays below it, so these edges are all that it needs.
/// Complete link: the least of them. An edge stands where all cross pairs reach the cut.
///
/// A cluster is named by its smallest point. Pairs that the join did not report are below the cut,
/// but count in averages: an edge then remembers which it has not added up yet, and does so only
/// when its known pairs alone would reach the cut. No pair is ever computed twice.
template <class T>
class ClusterGraph {
 public:
  /// Two clusters whose average similarity may reach the cut.
  struct Candidate {
    double similarity;  ///< of the two; an upper bound while some pairs are not added up.
    Index low;          ///< the cluster with the smaller name.
    Index high;
    std::size_t edge;
  };

  /// @param points  borrowed; every point begins as a cluster of its own.
  /// @param pairs   the pairs of points that reach the cut.
  /// @param kernel  with the points' timestamps.
  /// @param linkage average or complete.
  /// @param cut     the least similarity of two clusters to be merged; above 0.
  /// @throws whatever stops the loop that `checkpoint` belongs to.
  ClusterGraph(const Points<T>& points, const similarity::Pairs& pairs,
               const similarity::TimeKernel& kernel, Linkage linkage, FixedPoint cut,
               base::Checkpoint& checkpoint);

  /// The best candidate that `cluster` is part of: highest similarity, then lowest names.
  [[nodiscard]] std::optional<Candidate> best_of(Index cluster);

  /// Whether the two clusters and their similarity are still as they were found.
  [[nodiscard]] bool is_current(const Candidate& candidate) const;

  /// Adds up the cross pairs that are not yet known. Afterwards the similarity is exact.
  /// @returns  whether there were any.
  bool complete(const Candidate& candidate, base::Checkpoint& checkpoint);

  /// Merges the two clusters under the name of `low`. O(edges of both).
  void merge(const Candidate& candidate);

 private:
  // Points of a cluster, past or present: a run of the list next_. Merging appends one run to
  // another, so the runs of former clusters stay whole.
  struct Members {
    Index first;
    Index last;
    Index n_points;
    Offset n_articles;
  };

  // Two runs none of whose cross pairs has been added up.
  struct Block {
    Members a;
    Members b;
  };

  struct Missing {
    Offset n_pairs = 0;  // of articles
    std::vector<Block> blocks;
  };

  struct Edge {
    // Of the cross pairs that are not missing; of complete link the least similarity.
    ExactSum sum;
    std::unique_ptr<Missing> missing;
    Index a;  // gone: the edge is part of another now
    Index b;

    [[nodiscard]] Index other(Index cluster) const { return a == cluster ? b : a; }
  };

  static constexpr Index gone = -1;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  [[nodiscard]] std::optional<Candidate> candidate(std::size_t edge) const;
  void miss(Edge& edge, const Members& a, const Members& b);
  void take_over(Edge& edge, Edge& taken);
  [[nodiscard]] Offset n_articles(Index cluster) const {
    return members_[static_cast<std::size_t>(cluster)].n_articles;
  }
  [[nodiscard]] ExactSum sum_of(const Block& block, base::Checkpoint& checkpoint);

  const Points<T>& points_;
  similarity::TimeKernel kernel_;
  bool is_average_;
  FixedPoint cut_;
  std::vector<Edge> edges_;
  std::vector<std::vector<std::size_t>> edges_of_;  // by cluster; also some that are gone
  std::vector<Members> members_;                    // by cluster
  std::vector<Index> next_;                         // by point
  std::vector<std::size_t> edge_to_;                // by cluster; scratch, none between calls
  std::optional<sparse::DenseRow> dense_;           // made when means are first computed
};

}  // namespace broadsheet::clustering
