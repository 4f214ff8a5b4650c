// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/exhaustive_top_k.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/accumulator.hpp"
#include "broadsheet/similarity/cutoff.hpp"
#include "broadsheet/similarity/index_runs.hpp"
#include "broadsheet/similarity/pieces.hpp"

namespace broadsheet::similarity {
namespace {

// The best k of the neighbours offered. A total order decides, so it does not matter in which order
// they are offered.
template <class T>
class Best {
 public:
  Best(Index k, T floor) : k_(static_cast<std::size_t>(k)), floor_(floor) {
    cutoff_ = cutoff_of(floor);
  }

  // Below this no sum is worth an offer.
  const double& cutoff() const { return cutoff_; }

  void offer(Index row, double sum) {
    const Neighbour<T> neighbour{static_cast<T>(sum), row};
    if (neighbour.score == T{0} || !(neighbour.score >= floor_)) return;
    if (k_ <= most_sorted) {
      sort_in(neighbour);
    } else {
      push(neighbour);
    }
  }

  // By falling score, then row; the last that is asked of it.
  std::vector<Neighbour<T>> sorted() {
    if (k_ > most_sorted) std::sort_heap(best_.begin(), best_.end(), better<T>);
    return std::move(best_);
  }

 private:
  // Up to here they are held sorted: fewer steps than a heap takes, and those foreseeable.
  static constexpr std::size_t most_sorted = 64;

  void sort_in(const Neighbour<T>& neighbour) {
    if (best_.size() < k_) {
      best_.push_back(neighbour);
    } else if (!better(neighbour, best_.back())) {
      return;
    }
    auto at = best_.size() - 1;
    for (; at > 0 && better(neighbour, best_[at - 1]); --at) best_[at] = best_[at - 1];
    best_[at] = neighbour;
    if (best_.size() == k_) cutoff_ = cutoff_of(best_.back().score);
  }

  // Into a heap with the worst in front.
  void push(const Neighbour<T>& neighbour) {
    if (best_.size() == k_) {
      if (!better(neighbour, best_.front())) return;
      std::pop_heap(best_.begin(), best_.end(), better<T>);
      best_.back() = neighbour;
    } else {
      best_.push_back(neighbour);
    }
    std::push_heap(best_.begin(), best_.end(), better<T>);
    if (best_.size() == k_) cutoff_ = cutoff_of(best_.front().score);
  }

  std::size_t k_;
  T floor_;
  double cutoff_;
  std::vector<Neighbour<T>> best_;
};

}  // namespace

template <class T>
void exhaustive_top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                      const TopKOptions& options, const DocumentFrequencies& of_y,
                      std::span<const Index> rows, Index first_row,
                      std::vector<std::vector<Neighbour<T>>>& found, std::size_t bytes,
                      const base::Run& run) {
  const bool self_join = y_or_self == nullptr;
  const auto& y = self_join ? x : *y_or_self;
  const auto floor = options.min_similarity ? static_cast<T>(*options.min_similarity)
                                            : -std::numeric_limits<T>::infinity();
  const bool all_allowed = options.filter.allows_all();
  const auto ends = cut_rows(work_of_rows(x, rows, of_y, y.n_rows(), run), options.piece_work);
  const auto n_pieces = ends.size() - 1;
  const IndexRuns<T> index(y, options.tile_rows, bytes, options.memory.most_rows,
                           std::min(run.n_threads, static_cast<int>(n_pieces)));
  std::vector<Accumulator<T>> accumulators(static_cast<std::size_t>(index.n_threads()),
                                           Accumulator<T>(std::min(index.tile_rows(), y.n_rows())));
  std::vector<Best<T>> best(rows.size(), Best<T>(options.k, floor));

  base::BetweenLoops between;
  for (Index begin = 0; begin < y.n_rows();) {
    const auto end = index.end(begin);
    const auto share = [&](Index j) { return base::Share::whole * j / y.n_rows(); };
    base::Share indexing(run, share(begin), share(begin));
    base::Share scoring(run, share(begin), share(end));
    const auto tiles = index.tiles(begin, end, indexing.run());
    base::parallel_for(
        static_cast<std::int64_t>(n_pieces), {index.n_threads(), scoring.run().monitor},
        [&](std::int64_t p, base::Checkpoint& checkpoint) {
          const auto first = static_cast<std::size_t>(ends[static_cast<std::size_t>(p)]);
          const auto last = static_cast<std::size_t>(ends[static_cast<std::size_t>(p) + 1]);
          auto& accumulator = accumulators[static_cast<std::size_t>(checkpoint.thread())];
          for (const auto& tile : tiles) {  // outside the rows: they share its postings in cache
            for (auto r = first; r < last; ++r) {
              const auto i = rows[r];
              accumulator.score(x.row(i), tile, 0, checkpoint);
              const auto own = i - tile.first_row;
              if (self_join && own >= 0 && own < tile.n_rows) accumulator.forget(own);
              accumulator.drain(best[r].cutoff(), [&](Index row, double sum) {
                const auto j = tile.first_row + row;
                if (all_allowed || options.filter.allows(i, j)) best[r].offer(j, sum);
              });
            }
          }
        });
    begin = end;
    between(run, share(end), base::Share::whole);
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    found[static_cast<std::size_t>(rows[r] - first_row)] = best[r].sorted();
  }
}

template void exhaustive_top_k(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                               const TopKOptions&, const DocumentFrequencies&,
                               std::span<const Index>, Index,
                               std::vector<std::vector<Neighbour<float>>>&, std::size_t,
                               const base::Run&);
template void exhaustive_top_k(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                               const TopKOptions&, const DocumentFrequencies&,
                               std::span<const Index>, Index,
                               std::vector<std::vector<Neighbour<double>>>&, std::size_t,
                               const base::Run&);

}  // namespace broadsheet::similarity
