// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/block_scores.hpp"
#include "broadsheet/similarity/filter.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/split.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::similarity {

/// What a join looks for, and how.
struct EngineOptions {
  /// Above 0: no lower score is wanted. Products of frequent terms may then be only bounded.
  std::optional<double> min_score = std::nullopt;
  PairFilter filter = {};
  Index tile_rows = default_tile_rows;  ///< the most rows of y scored at a time; only for speed.
  double dense_from = 0.2;              ///< see SplitOptions; only for speed.
};

/// Goes over all pairs of rows by estimates of their scores in single precision, and gives those on
/// that may matter.
///
/// Frequent terms are multiplied as a dense matrix, the rest tile by tile through an inverted
/// index (see Split); a self-join scores each pair once. Under a window rows stand in order of
/// time, and tiles out of its reach are never scored. What rows are called here are positions in
/// that order.
template <class T>
class Engine {
 public:
  /// @param x, y_or_self  canonical, borrowed; of the same columns. Null: x itself.
  /// @param options       its filter fits.
  Engine(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
         const EngineOptions& options, const base::Run& run);

  /// Whether estimates of this matrix are good for anything: not where the longest row is 0, or far
  /// out of the range of single precision. If not, nothing else may be asked.
  [[nodiscard]] bool usable() const { return usable_; }

  /// Whether an estimate is above 0 wherever rows have a term in common, and 0 elsewhere.
  [[nodiscard]] bool positive() const { return positive_; }

  /// Whether estimates may be too high, by more than the margin, but never too low.
  [[nodiscard]] bool bounds() const { return bounds_; }

  /// A canonical score over the estimate that stands for it.
  [[nodiscard]] double scale() const { return scale_; }

  /// How far an estimate of row i of x may be off, in the estimate's scale.
  [[nodiscard]] float margin(Index i) const { return x_rows_.margins[static_cast<std::size_t>(i)]; }

  [[nodiscard]] Index n_x() const { return x_.n_rows(); }
  [[nodiscard]] Index x_row(Index i) const { return x_order_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] Index y_row(Index j) const {
    return self_ ? x_row(j) : y_order_[static_cast<std::size_t>(j)];
  }
  [[nodiscard]] bool self_join() const { return self_; }

  /// Row i of x, and row j of y, as they were given.
  [[nodiscard]] sparse::Row<T> x_of(Index i) const { return x_.row(x_row(i)); }
  [[nodiscard]] sparse::Row<T> y_of(Index j) const { return y_.row(y_row(j)); }

  /// The canonical score.
  [[nodiscard]] T score(Index i, Index j) const {
    return static_cast<T>(sparse::dot(x_of(i), y_of(j)));
  }

  /// Parts of the join, in the order of y.
  [[nodiscard]] std::size_t n_tasks() const { return tasks_.size(); }

  /// Calls `visitor.take(task, i, j, estimate)` for each allowed pair, in a self-join with i < j,
  /// whose estimate is at least `visitor.x_cut(i)` or `visitor.y_cut(j)`, on all threads. Those of
  /// a task come by i, then j. Cuts may rise meanwhile; that of y is asked in a self-join only.
  template <class Visitor>
  void visit(Visitor& visitor, const base::Run& run) const;

 private:
  struct Task {
    Index first;  // of a block of x's rows
    std::size_t tile;
    Columns columns;
  };
  struct Scratch {
    BlockScores scores;
    std::vector<float> cuts;  // of the tile's rows
  };
  static constexpr Index block_rows = BlockTerms::block_rows;

  [[nodiscard]] Index tile_rows(Index most) const;
  void make_tasks(base::Checkpoint& checkpoint);
  [[nodiscard]] Columns in_reach(Index first, const Tile<float>& tile) const;
  [[nodiscard]] const SplitRows& y_rows() const { return self_ ? x_rows_ : y_rows_; }
  template <class Visitor>
  void visit(std::size_t t, Scratch& scratch, Visitor& visitor, base::Checkpoint& checkpoint) const;
  template <class Visitor>
  void scan(std::size_t t, Index i, Scratch& scratch, Visitor& visitor) const;

  sparse::CsrView<T> x_;
  sparse::CsrView<T> y_;
  bool self_;
  PairFilter filter_;
  bool usable_ = false;
  bool positive_ = false;
  bool bounds_ = false;
  double scale_ = 0.0;
  std::vector<Index> x_order_;
  std::vector<Index> y_order_;  // empty in a self-join
  SplitRows x_rows_;
  SplitRows y_rows_;
  BlockTerms x_terms_;
  std::vector<Tile<float>> tiles_;
  std::vector<Task> tasks_;
};

template <class T>
template <class Visitor>
void Engine<T>::visit(Visitor& visitor, const base::Run& run) const {
  const auto n = std::max<std::size_t>(tasks_.size(), 1);
  std::vector<Scratch> scratch(std::min(static_cast<std::size_t>(run.n_threads), n));
  base::parallel_for(static_cast<std::int64_t>(tasks_.size()), run,
                     [&](std::int64_t t, base::Checkpoint& checkpoint) {
                       visit(static_cast<std::size_t>(t),
                             scratch[static_cast<std::size_t>(checkpoint.thread())], visitor,
                             checkpoint);
                     });
}

template <class T>
template <class Visitor>
void Engine<T>::visit(std::size_t t, Scratch& scratch, Visitor& visitor,
                      base::Checkpoint& checkpoint) const {
  const auto& tile = tiles_[tasks_[t].tile];
  const auto first = tasks_[t].first;
  const auto last = first + std::min<Index>(block_rows, n_x() - first);
  scratch.scores.score(x_rows_, x_terms_, first, last, y_rows(), tile, tasks_[t].columns, self_,
                       checkpoint);
  scratch.cuts.assign(static_cast<std::size_t>(tile.n_rows),
                      std::numeric_limits<float>::infinity());
  if (self_) {
    for (Index j = 0; j < tile.n_rows; ++j) {
      scratch.cuts[static_cast<std::size_t>(j)] = visitor.y_cut(tile.first_row + j);
    }
  }
  for (auto i = first; i < last; ++i) {
    checkpoint();
    scan(t, i, scratch, visitor);
  }
}

template <class T>
template <class Visitor>
void Engine<T>::scan(std::size_t t, Index i, Scratch& scratch, Visitor& visitor) const {
  constexpr std::size_t step = 16;  // one test for so many: hardly any reaches a cut
  const auto tile_first = tiles_[tasks_[t].tile].first_row;
  const auto scores = scratch.scores.row(i);
  auto& cuts = scratch.cuts;
  auto own = visitor.x_cut(i);
  const bool all_allowed = filter_.allows_all();
  const auto n = static_cast<std::size_t>(tasks_[t].columns.end);
  for (auto begin = static_cast<std::size_t>(scratch.scores.from(i)); begin < n; begin += step) {
    const auto end = std::min(n, begin + step);
    int any = 0;
    for (auto c = begin; c < end; ++c) {
      any |= static_cast<int>(scores[c] >= own) | static_cast<int>(scores[c] >= cuts[c]);
    }
    if (any == 0) continue;
    for (auto c = begin; c < end; ++c) {
      if (!(scores[c] >= own) && !(scores[c] >= cuts[c])) continue;
      const auto j = tile_first + static_cast<Index>(c);
      if (!all_allowed && !filter_.allows(x_row(i), y_row(j))) continue;
      visitor.take(t, i, j, scores[c]);
      own = visitor.x_cut(i);
      if (self_) cuts[c] = visitor.y_cut(j);
    }
  }
}

}  // namespace broadsheet::similarity
