// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/exhaustive.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/accumulator.hpp"
#include "broadsheet/similarity/cutoff.hpp"

namespace broadsheet::similarity {
namespace {

// The best k of the neighbours offered, in a heap with the worst of them in front. A total order
// decides, so it does not matter in which order they are offered.
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
    if (heap_.size() == k_) {
      if (!better(neighbour, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), better<T>);
      heap_.back() = neighbour;
    } else {
      heap_.push_back(neighbour);
    }
    std::push_heap(heap_.begin(), heap_.end(), better<T>);
    if (heap_.size() == k_) cutoff_ = cutoff_of(heap_.front().score);
  }

  // By falling score, then row; the last that is asked of it.
  std::vector<Neighbour<T>> sorted() {
    std::sort_heap(heap_.begin(), heap_.end(), better<T>);
    return std::move(heap_);
  }

 private:
  std::size_t k_;
  T floor_;
  double cutoff_;
  std::vector<Neighbour<T>> heap_;
};

}  // namespace

template <class T>
void exhaustive_top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                      const TopKOptions& options, std::span<const Index> rows,
                      std::vector<std::vector<Neighbour<T>>>& found, const base::Run& run) {
  const bool self_join = y_or_self == nullptr;
  const auto& y = self_join ? x : *y_or_self;
  const auto floor = options.min_similarity ? static_cast<T>(*options.min_similarity)
                                            : -std::numeric_limits<T>::infinity();
  const bool all_allowed = options.filter.allows_all();
  const auto tiles = inverted_index(y, options.tile_rows, run);
  const auto ends = cut_rows(work_of_rows(x, y, rows, run), options.piece_work);
  const auto n_pieces = ends.size() - 1;
  std::vector<Accumulator<T>> accumulators(
      std::min(static_cast<std::size_t>(run.n_threads), n_pieces),
      Accumulator<T>(std::min(options.tile_rows, y.n_rows())));

  base::parallel_for(
      static_cast<std::int64_t>(n_pieces), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
        const auto first = static_cast<std::size_t>(ends[static_cast<std::size_t>(p)]);
        const auto last = static_cast<std::size_t>(ends[static_cast<std::size_t>(p) + 1]);
        auto& accumulator = accumulators[static_cast<std::size_t>(checkpoint.thread())];
        std::vector<Best<T>> best(last - first, Best<T>(options.k, floor));
        for (const auto& tile : tiles) {  // outside the rows: they share its postings in cache
          for (auto r = first; r < last; ++r) {
            const auto i = rows[r];
            auto& best_of_row = best[r - first];
            accumulator.score(x.row(i), tile, 0, checkpoint);
            const auto own = i - tile.first_row;
            if (self_join && own >= 0 && own < tile.n_rows) accumulator.forget(own);
            accumulator.drain(best_of_row.cutoff(), [&](Index row, double sum) {
              const auto j = tile.first_row + row;
              if (all_allowed || options.filter.allows(i, j)) best_of_row.offer(j, sum);
            });
          }
        }
        for (auto r = first; r < last; ++r) {
          found[static_cast<std::size_t>(rows[r])] = best[r - first].sorted();
        }
      });
}

template void exhaustive_top_k(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                               const TopKOptions&, std::span<const Index>,
                               std::vector<std::vector<Neighbour<float>>>&, const base::Run&);
template void exhaustive_top_k(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                               const TopKOptions&, std::span<const Index>,
                               std::vector<std::vector<Neighbour<double>>>&, const base::Run&);

}  // namespace broadsheet::similarity
