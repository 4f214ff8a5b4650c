// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/top_k.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/accumulator.hpp"
#include "broadsheet/similarity/cutoff.hpp"

namespace broadsheet::similarity {
namespace {

template <class T>
struct Neighbour {
  T score;
  Index row;
};

template <class T>
bool better(const Neighbour<T>& a, const Neighbour<T>& b) {
  return a.score > b.score || (a.score == b.score && a.row < b.row);
}

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

  // By falling score, then row.
  const std::vector<Neighbour<T>>& sorted() {
    std::sort_heap(heap_.begin(), heap_.end(), better<T>);
    return heap_;
  }

 private:
  std::size_t k_;
  T floor_;
  double cutoff_;
  std::vector<Neighbour<T>> heap_;
};

// The neighbours of the rows of one piece.
template <class T>
struct Found {
  std::vector<Index> counts;
  std::vector<Index> rows;
  std::vector<T> scores;
};

// Multiply-adds that each row of x costs.
template <class T>
std::vector<Offset> work_of_rows(const sparse::CsrView<T>& x, const sparse::CsrView<T>& y) {
  std::vector<Index> document_frequency(static_cast<std::size_t>(y.n_cols));
  for (const auto term : y.indices) ++document_frequency[static_cast<std::size_t>(term)];
  std::vector<Offset> work;
  work.reserve(static_cast<std::size_t>(x.n_rows()));
  for (Index i = 0; i < x.n_rows(); ++i) {
    Offset sum = 64 + y.n_rows() / 8;
    for (const auto term : x.row(i).columns) {
      sum += document_frequency[static_cast<std::size_t>(term)];
    }
    work.push_back(sum);
  }
  return work;
}

// Takes each piece's part as it is appended, so that the result is held little more than once.
template <class T>
sparse::Csr<T> join_parts(std::vector<Found<T>>& parts, Index n_rows, Index n_cols,
                          const base::Run& run) {
  std::size_t n_entries = 0;
  for (const auto& part : parts) n_entries += part.rows.size();
  sparse::Csr<T> result;
  result.n_cols = n_cols;
  result.indptr.reserve(static_cast<std::size_t>(n_rows) + 1);
  result.indices.reserve(n_entries);
  result.values.reserve(n_entries);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (auto& part : parts) {
      checkpoint();
      for (const auto count : part.counts) result.indptr.push_back(result.indptr.back() + count);
      result.indices.insert(result.indices.end(), part.rows.begin(), part.rows.end());
      result.values.insert(result.values.end(), part.scores.begin(), part.scores.end());
      part = {};
    }
  });
  return result;
}

}  // namespace

template <class T>
sparse::Csr<T> top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                     const TopKOptions& options, const base::Run& run) {
  const bool self_join = y_or_self == nullptr;
  const auto& y = self_join ? x : *y_or_self;
  if (options.k < 1) {
    throw std::invalid_argument("k must be at least 1, got " + std::to_string(options.k));
  }
  if (options.min_similarity && std::isnan(*options.min_similarity)) {
    throw std::invalid_argument("min_similarity must be a number, got NaN");
  }
  if (x.n_cols != y.n_cols) {
    throw std::invalid_argument("X has " + std::to_string(x.n_cols) + " columns, but Y has " +
                                std::to_string(y.n_cols) + "; both need the same terms");
  }
  const auto floor = options.min_similarity ? static_cast<T>(*options.min_similarity)
                                            : -std::numeric_limits<T>::infinity();

  validate(options.filter, x.n_rows(), y.n_rows());
  const bool all_allowed = options.filter.allows_all();

  const auto tiles = inverted_index(y, options.tile_rows, run);
  const auto ends = cut_rows(work_of_rows(x, y), options.piece_work);
  std::vector<Found<T>> parts(ends.size() - 1);
  std::vector<Accumulator<T>> accumulators(
      std::min(static_cast<std::size_t>(run.n_threads), parts.size()),
      Accumulator<T>(std::min(options.tile_rows, y.n_rows())));

  base::parallel_for(
      static_cast<std::int64_t>(parts.size()), run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        const auto piece = static_cast<std::size_t>(p);
        const auto first = ends[piece];
        const auto last = ends[piece + 1];
        auto& accumulator = accumulators[static_cast<std::size_t>(checkpoint.thread())];
        std::vector<Best<T>> best(static_cast<std::size_t>(last - first),
                                  Best<T>(options.k, floor));
        for (const auto& tile : tiles) {  // outside the rows: they share its postings in cache
          for (Index i = first; i < last; ++i) {
            auto& best_of_row = best[static_cast<std::size_t>(i - first)];
            accumulator.score(x.row(i), tile, 0, checkpoint);
            const auto own = i - tile.first_row;
            if (self_join && own >= 0 && own < tile.n_rows) accumulator.forget(own);
            accumulator.drain(best_of_row.cutoff(), [&](Index row, double sum) {
              const auto j = tile.first_row + row;
              if (all_allowed || options.filter.allows(i, j)) best_of_row.offer(j, sum);
            });
          }
        }
        auto& part = parts[piece];
        for (auto& best_of_row : best) {
          const auto& neighbours = best_of_row.sorted();
          part.counts.push_back(static_cast<Index>(neighbours.size()));
          for (const auto& neighbour : neighbours) {
            part.rows.push_back(neighbour.row);
            part.scores.push_back(neighbour.score);
          }
        }
      });
  return join_parts(parts, x.n_rows(), y.n_rows(), run);
}

template sparse::Csr<float> top_k(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                                  const TopKOptions&, const base::Run&);
template sparse::Csr<double> top_k(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                                   const TopKOptions&, const base::Run&);

}  // namespace broadsheet::similarity
