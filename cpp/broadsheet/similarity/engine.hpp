// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/block_scores.hpp"
#include "broadsheet/similarity/document_frequencies.hpp"
#include "broadsheet/similarity/filter.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/join_slabs.hpp"
#include "broadsheet/similarity/memory_limit.hpp"
#include "broadsheet/similarity/positions.hpp"
#include "broadsheet/similarity/slabs.hpp"
#include "broadsheet/similarity/split.hpp"
#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::similarity {

/// What a join looks for, and how.
struct EngineOptions {
  /// Above 0: no lower score is wanted. Products of frequent terms may then be only bounded.
  std::optional<double> min_score = std::nullopt;
  PairFilter filter = {};
  MemoryLimit memory = {};
  Index tile_rows = default_tile_rows;  ///< the most rows of y scored at a time; only for speed.
  double dense_from = 0.2;              ///< see SplitOptions; only for speed.
};

/// Goes over all pairs of rows by estimates of their scores in single precision, and gives those on
/// that may matter.
///
/// Frequent terms are multiplied as a dense matrix, the rest tile by tile through an inverted
/// index (see Split); a self-join scores each pair once. Under a window rows stand in order of
/// time, and tiles out of its reach are never scored. What rows are called here are positions in
/// that order (see Positions). Rows are made ready slab by slab, as many at a time as memory allows
/// (see JoinSlabs).
template <class T>
class Engine {
 public:
  /// Looks at the matrices; makes no row ready yet.
  ///
  /// @param x, y_or_self  canonical, borrowed; of the same columns. Null: x itself.
  /// @param options       its filter fits.
  /// @param run           its threads are the most that will visit.
  Engine(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
         const EngineOptions& options, const base::Run& run);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Whether estimates of this matrix are good for anything: not where the longest row is 0, or far
  /// out of the range of single precision, nor where few pairs share a term (see few_share_terms)
  /// and there is no window. If not, nothing else but sizes may be asked.
  [[nodiscard]] bool usable() const { return usable_; }

  /// Whether an estimate is above 0 wherever rows have a term in common, and 0 elsewhere.
  [[nodiscard]] bool positive() const { return x_.extent.positive && y_.extent.positive; }

  /// Whether estimates may be too high, by more than the margin, but never too low.
  [[nodiscard]] bool bounds() const { return split_.n_bound > 0; }

  /// A canonical score over the estimate that stands for it.
  [[nodiscard]] double scale() const { return x_.extent.longest * y_.extent.longest; }

  /// How far an estimate of row i of x may be off, in the estimate's scale.
  [[nodiscard]] float margin(Index i) const {
    return margin_of(static_cast<Index>(x_of(i).size()));
  }

  /// Whether estimates tell which pairs reach a score: not where one so close to 0 may, for all
  /// that is known, be reached by rows that cancel out.
  [[nodiscard]] bool tells(double score) const {
    return usable_ && (positive() || score >= 2.0 * scale() * most_margin());
  }

  [[nodiscard]] Index n_x() const { return x_.matrix.n_rows(); }
  [[nodiscard]] Index n_y() const { return y_.matrix.n_rows(); }
  [[nodiscard]] Index n_cols() const { return x_.matrix.n_cols; }
  [[nodiscard]] const Extent& y_extent() const { return y_.extent; }

  /// The most threads that visit.
  [[nodiscard]] int n_threads() const { return n_threads_; }
  [[nodiscard]] Index x_row(Index i) const { return positions_.x_row(i); }
  [[nodiscard]] Index y_row(Index j) const { return positions_.y_row(j); }

  /// Whether each pair is visited once, for both of its rows.
  [[nodiscard]] bool symmetric() const { return positions_.symmetric(); }

  /// Row i of x, and row j of y, as they were given.
  [[nodiscard]] sparse::Row<T> x_of(Index i) const { return x_.matrix.row(x_row(i)); }
  [[nodiscard]] sparse::Row<T> y_of(Index j) const { return y_.matrix.row(y_row(j)); }

  /// The canonical score.
  [[nodiscard]] T score(Index i, Index j) const {
    return static_cast<T>(sparse::dot(x_of(i), y_of(j)));
  }

  /// In how many rows of y each term is: counted once, when it is first asked for.
  [[nodiscard]] const DocumentFrequencies& y_frequencies(const base::Run& run);

  /// Scores with one thread and small tiles, if else so many bytes would not be left beside what
  /// it needs itself. Before its sizes are asked.
  void leave(std::size_t bytes);

  /// Bytes that are taken whatever is visited.
  [[nodiscard]] std::size_t fixed_bytes() const;

  /// The fewest bytes with which `allow` works.
  [[nodiscard]] std::size_t least_bytes() const;

  /// Allows so many bytes for rows that are ready. Before anything is visited.
  void allow(std::size_t bytes, const base::Run& run) {
    if (usable_) slabs_.allow(bytes, run);
  }

  /// Whether all rows are ready at once, with what is allowed.
  [[nodiscard]] bool fits() const { return slabs_.fits(); }

  /// Whether rows [first, last) of x can be visited `once`, without the others: not where a window
  /// mixes them with later ones.
  [[nodiscard]] bool in_row_order() const { return positions_.in_row_order(); }

  /// From now on x's rows are those from `first` to `last`, which are its positions too, in order
  /// of time under a window.
  void choose(Index first, Index last, Visits visits, const base::Run& run);

  [[nodiscard]] Index first() const { return positions_.first(); }
  [[nodiscard]] Index last() const { return positions_.last(); }

  /// The end of the rows, from `first` on, that are made ready together.
  [[nodiscard]] Index slab_end(Index first) const { return slabs_.end(first); }

  /// Calls `visitor.take(thread, i, j, estimate)` for each allowed pair, of a matrix with itself
  /// as `choose` has it, whose estimate is at least `visitor.x_cut(i)` or `visitor.y_cut(j)`, on
  /// all threads. Cuts may rise meanwhile; that of y is asked where visits are symmetric only.
  template <class Visitor>
  void visit(Visitor& visitor, const base::Run& run);

  /// Gives all rows that are ready back.
  void release() { slabs_.release(); }

  /// What visiting takes.
  [[nodiscard]] SlabCost cost() const { return slabs_.cost(); }

  [[nodiscard]] const Split& split() const { return split_; }

 private:
  // Rows [first, last) of a slab of x with a slab of y.
  struct Meeting {
    const Slab& x;
    Range rows;
    const Slab& y;
    bool later_only;  // the same slab, in a symmetric join
  };
  // Blocks of x that meet a tile; of all tiles so far there are `end` tasks.
  struct TileTasks {
    Index first_block;
    std::int64_t end;
  };
  struct Task {
    Index first;  // of x's slab
    Index last;
    const Tile<float>& tile;
    Columns columns;
  };
  struct Scratch {
    BlockScores scores;
    std::vector<float> cuts;  // of the tile's rows
  };
  static constexpr Index block_rows = BlockTerms::block_rows;

  void cut_tiles(Index most_rows, int n_threads);
  [[nodiscard]] std::size_t scratch_bytes() const;
  // Of any row of x, in the estimates' scale.
  [[nodiscard]] double most_margin() const {
    return static_cast<double>(margin_of(x_.extent.most_entries));
  }
  // The positions of a tile's rows.
  [[nodiscard]] static Range rows_of(const Meeting& meeting, const Tile<float>& tile) {
    const auto first = static_cast<Index>(meeting.y.first + tile.first_row);
    return {first, static_cast<Index>(first + tile.n_rows)};
  }
  [[nodiscard]] std::vector<TileTasks> tasks_of(const Meeting& meeting) const;
  [[nodiscard]] Task task_of(const Meeting& meeting, std::span<const TileTasks> tasks,
                             std::int64_t t) const;
  [[nodiscard]] std::int64_t thousandths(Index i) const;
  template <class Visitor>
  void visit(const Meeting& meeting, Visitor& visitor, const base::Run& run) const;
  template <class Visitor>
  void visit(const Meeting& meeting, const Task& task, Scratch& scratch, Visitor& visitor,
             base::Checkpoint& checkpoint) const;
  template <class Visitor>
  void scan(const Meeting& meeting, const Task& task, Index row, Scratch& scratch, Visitor& visitor,
            std::size_t thread) const;

  Operand<T> x_;
  Operand<T> y_;
  PairFilter filter_;
  MemoryLimit memory_;
  bool verifies_;                      // under a threshold
  DocumentFrequencies y_frequencies_;  // if they are counted
  bool usable_;
  Positions positions_;
  Split split_;
  JoinSlabs<T> slabs_;
  int n_threads_ = 1;
  Index tile_rows_ = 1;
};

template <class T>
template <class Visitor>
void Engine<T>::visit(Visitor& visitor, const base::Run& run) {
  base::BetweenLoops between;
  for (auto first = positions_.first(); first < last();) {
    const auto done = thousandths(first);
    base::Share preparing(run, done, done);
    const auto& x = slabs_.x_slab(first, preparing.run());
    const Range rows{first, std::min(last(), x.last)};
    const auto after = thousandths(rows.last);
    const auto reach = positions_.y_meeting(rows);
    const auto share_of = [&](Index j) {
      return done + (after - done) * (j - reach.first) / std::max(Index{1}, reach.size());
    };
    if (!x.tiles.empty()) {  // its own y
      base::Share visiting(run, done, share_of(std::min(x.last, reach.last)));
      visit({x, rows, x, symmetric()}, visitor, visiting.run());
    }
    for (auto j = x.tiles.empty() ? reach.first : x.last; j < reach.last;) {
      const auto& y = slabs_.y_slab({j, reach.last}, preparing.run());
      base::Share visiting(run, share_of(j), share_of(std::min(y.last, reach.last)));
      visit({x, rows, y, false}, visitor, visiting.run());
      j = y.last;
      between(run, share_of(std::min(j, reach.last)), base::Share::whole);
    }
    between(run, after, base::Share::whole);
    first = rows.last;
  }
}

template <class T>
template <class Visitor>
void Engine<T>::visit(const Meeting& meeting, Visitor& visitor, const base::Run& run) const {
  const auto tasks = tasks_of(meeting);
  const auto n_tasks = tasks.empty() ? 0 : tasks.back().end;
  const auto n_threads = std::min(run.n_threads, n_threads_);
  std::vector<Scratch> scratch(static_cast<std::size_t>(
      std::clamp(n_tasks, std::int64_t{1}, static_cast<std::int64_t>(n_threads))));
  base::parallel_for(n_tasks, {n_threads, run.monitor},
                     [&](std::int64_t t, base::Checkpoint& checkpoint) {
                       const auto task = task_of(meeting, tasks, t);
                       if (task.columns.begin >= task.columns.end) return;
                       visit(meeting, task, scratch[static_cast<std::size_t>(checkpoint.thread())],
                             visitor, checkpoint);
                     });
}

template <class T>
template <class Visitor>
void Engine<T>::visit(const Meeting& meeting, const Task& task, Scratch& scratch, Visitor& visitor,
                      base::Checkpoint& checkpoint) const {
  scratch.scores.score(meeting.x.rows, meeting.x.terms, task.first, task.last, meeting.y.rows,
                       task.tile, task.columns, meeting.later_only, checkpoint);
  scratch.cuts.assign(static_cast<std::size_t>(task.tile.n_rows),
                      std::numeric_limits<float>::infinity());
  if (symmetric()) {
    const auto first = meeting.y.first + task.tile.first_row;
    for (Index j = 0; j < task.tile.n_rows; ++j) {
      scratch.cuts[static_cast<std::size_t>(j)] = visitor.y_cut(first + j);
    }
  }
  const auto first = std::max<Index>(task.first, meeting.rows.first - meeting.x.first);
  const auto last = std::min<Index>(task.last, meeting.rows.last - meeting.x.first);
  for (auto row = first; row < last; ++row) {
    checkpoint();
    scan(meeting, task, row, scratch, visitor, static_cast<std::size_t>(checkpoint.thread()));
  }
}

template <class T>
template <class Visitor>
void Engine<T>::scan(const Meeting& meeting, const Task& task, Index row, Scratch& scratch,
                     Visitor& visitor, std::size_t thread) const {
  constexpr std::size_t step = 16;  // one test for so many: hardly any reaches a cut
  const auto i = meeting.x.first + row;
  const auto tile_first = meeting.y.first + task.tile.first_row;
  const auto scores = scratch.scores.row(row);
  auto& cuts = scratch.cuts;
  auto own = visitor.x_cut(i);
  const bool all_allowed = filter_.allows_all();
  const bool meets_itself = positions_.self() && !symmetric();
  const auto n = static_cast<std::size_t>(task.columns.end);
  for (auto begin = static_cast<std::size_t>(scratch.scores.from(row)); begin < n; begin += step) {
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
      if (meets_itself && x_row(i) == y_row(j)) continue;
      visitor.take(thread, i, j, scores[c]);
      own = visitor.x_cut(i);
      if (symmetric()) cuts[c] = visitor.y_cut(j);
    }
  }
}

}  // namespace broadsheet::similarity
