// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/top_k.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/engine.hpp"
#include "broadsheet/similarity/exhaustive.hpp"
#include "broadsheet/similarity/neighbour.hpp"
#include "broadsheet/similarity/products.hpp"
#include "broadsheet/similarity/shortlist.hpp"
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::similarity {
namespace {

template <class T>
void require(const sparse::CsrView<T>& x, const sparse::CsrView<T>& y, const TopKOptions& options) {
  if (options.k < 1) {
    throw std::invalid_argument("k must be at least 1, got " + std::to_string(options.k));
  }
  if (options.min_similarity && std::isnan(*options.min_similarity)) {
    throw std::invalid_argument("min_similarity must be a number, got NaN");
  }
  sparse::require_same_columns(x.n_cols, y.n_cols);
  validate(options.filter, x.n_rows(), y.n_rows());
}

EngineOptions engine_options(const TopKOptions& options) {
  EngineOptions how{
      .filter = options.filter, .tile_rows = options.tile_rows, .dense_from = options.dense_from};
  if (options.min_similarity && *options.min_similarity > 0.0) {
    how.min_score = options.min_similarity;
  }
  return how;
}

// Hears of the pairs that may matter and keeps a shortlist for each row.
template <class T>
class Shortlists {
 public:
  Shortlists(const Engine<T>& engine, const TopKOptions& options)
      : engine_(engine), options_(options), lists_(static_cast<std::size_t>(engine.n_x())) {
    for (Index i = 0; i < engine.n_x(); ++i) list(i).start(first_cut(engine.margin(i)));
  }

  [[nodiscard]] float x_cut(Index i) const { return list(i).cut(); }
  [[nodiscard]] float y_cut(Index j) const { return list(j).cut(); }

  void take(std::size_t, Index i, Index j, float estimate) {
    if (engine_.bounds()) {
      estimate = static_cast<float>(static_cast<double>(engine_.score(i, j)) / engine_.scale());
    }
    offer(i, j, estimate);
    if (engine_.self_join()) offer(j, i, estimate);
  }

  // Puts row i's neighbours into `found`, and tells whether they are all.
  bool settle(Index i, sparse::DenseRow& dense, std::vector<Neighbour<T>>& found,
              base::Checkpoint& checkpoint) {
    const auto k = static_cast<std::size_t>(options_.k);
    const auto floor = options_.min_similarity ? static_cast<T>(*options_.min_similarity)
                                               : -std::numeric_limits<T>::infinity();
    checkpoint();
    dense.lay_out(engine_.x_of(i));
    const auto rows = list(i).rows(judge(i));
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (r % 256 == 255) checkpoint();
      const auto score = static_cast<T>(dense.dot(engine_.y_of(rows[r])));
      if (score != T{0} && score >= floor) found.push_back({score, engine_.y_row(rows[r])});
    }
    dense.clear(engine_.x_of(i));
    std::sort(found.begin(), found.end(), better<T>);
    if (found.size() > k) found.resize(k);
    if (engine_.positive()) return true;
    // What was never offered has an estimate below the margin, so a score below twice of it.
    const auto least = 2.0 * static_cast<double>(engine_.margin(i)) * engine_.scale();
    if (options_.min_similarity && *options_.min_similarity > least) return true;
    return found.size() == k && static_cast<double>(found.back().score) > least;
  }

 private:
  [[nodiscard]] float first_cut(float margin) const {
    // An estimate below the margin may stand for a score of 0, which is none.
    const auto least = engine_.positive() ? std::numeric_limits<float>::min() : margin;
    if (!options_.min_similarity) return least;
    // Scores over the scale are at most 1: above 2 nothing is found either way.
    const auto wanted = std::clamp(*options_.min_similarity / engine_.scale(), -2.0, 2.0);
    return std::max(least, static_cast<float>(wanted) - margin);
  }

  void offer(Index i, Index j, float estimate) {
    auto& list_of_row = list(i);
    if (estimate < list_of_row.cut()) return;
    list_of_row.offer(j, estimate, judge(i), [&](Index candidate) {
      return Neighbour<T>{engine_.score(i, candidate), engine_.y_row(candidate)};
    });
  }

  [[nodiscard]] Judge judge(Index i) const {
    return {static_cast<std::size_t>(options_.k), engine_.margin(i), engine_.scale()};
  }
  [[nodiscard]] Shortlist<T>& list(Index i) { return lists_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const Shortlist<T>& list(Index i) const {
    return lists_[static_cast<std::size_t>(i)];
  }

  const Engine<T>& engine_;
  const TopKOptions& options_;
  std::vector<Shortlist<T>> lists_;
};

// What estimates can tell; gives the rows of x, ascending, whose neighbours they cannot.
template <class T>
std::vector<Index> by_estimates(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                                const TopKOptions& options,
                                std::vector<std::vector<Neighbour<T>>>& found,
                                const base::Run& run) {
  base::Share preparing(run, 10, 20);
  base::Share visiting(run, 20, 900);
  base::Share settling(run, 900, 950);
  const Engine<T> engine(x, y_or_self, engine_options(options), preparing.run());
  const auto n = static_cast<std::size_t>(x.n_rows());
  std::vector<char> settled(n);
  if (engine.usable()) {
    Shortlists<T> lists(engine, options);
    engine.visit(lists, visiting.run());
    constexpr std::size_t rows_per_piece = 64;
    const auto n_pieces = static_cast<std::int64_t>((n + rows_per_piece - 1) / rows_per_piece);
    const auto n_threads =
        std::min(static_cast<std::size_t>(run.n_threads), static_cast<std::size_t>(n_pieces));
    std::vector<sparse::DenseRow> dense(n_threads, sparse::DenseRow(x.n_cols));
    base::parallel_for(n_pieces, settling.run(), [&](std::int64_t p, base::Checkpoint& checkpoint) {
      auto& mine = dense[static_cast<std::size_t>(checkpoint.thread())];
      const auto first = static_cast<std::size_t>(p) * rows_per_piece;
      for (auto i = first; i < std::min(n, first + rows_per_piece); ++i) {
        const auto row = static_cast<std::size_t>(engine.x_row(static_cast<Index>(i)));
        settled[row] = lists.settle(static_cast<Index>(i), mine, found[row], checkpoint);
      }
    });
  }
  std::vector<Index> unsettled;
  for (std::size_t row = 0; row < n; ++row) {
    if (!settled[row]) unsettled.push_back(static_cast<Index>(row));
  }
  return unsettled;
}

// Takes each row's part as it is appended, so that the result is held little more than once.
template <class T>
sparse::Csr<T> to_csr(std::vector<std::vector<Neighbour<T>>>& found, Index n_cols,
                      const base::Run& run) {
  std::size_t n_entries = 0;
  for (const auto& neighbours : found) n_entries += neighbours.size();
  sparse::Csr<T> result;
  result.n_cols = n_cols;
  result.indptr.reserve(found.size() + 1);
  result.indices.reserve(n_entries);
  result.values.reserve(n_entries);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (auto& neighbours : found) {
      if (result.indptr.size() % 256 == 0) checkpoint();
      for (const auto& neighbour : neighbours) {
        result.indices.push_back(neighbour.row);
        result.values.push_back(neighbour.score);
      }
      result.indptr.push_back(static_cast<Offset>(result.indices.size()));
      neighbours = {};
    }
  });
  return result;
}

}  // namespace

template <class T>
sparse::Csr<T> top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                     const TopKOptions& options, const base::Run& run) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  require(x, y, options);
  std::vector<std::vector<Neighbour<T>>> found(static_cast<std::size_t>(x.n_rows()));
  base::Share counting(run, 0, 10);
  std::vector<Index> unsettled;
  // Under a window pairs out of reach are never scored, which only the engine knows how to do.
  if (!options.filter.window && few_share_terms(x, y_or_self, counting.run())) {
    unsettled.resize(found.size());
    std::iota(unsettled.begin(), unsettled.end(), 0);
  } else {
    unsettled = by_estimates(x, y_or_self, options, found, run);
  }
  base::Share scoring(run, unsettled.size() == found.size() ? 20 : 950, 990);
  base::Share joining(run, 990, 1000);
  if (!unsettled.empty()) {
    exhaustive_top_k<T>(x, y_or_self, options, unsettled, found, scoring.run());
  }
  return to_csr(found, y.n_rows(), joining.run());
}

template sparse::Csr<float> top_k(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                                  const TopKOptions&, const base::Run&);
template sparse::Csr<double> top_k(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                                   const TopKOptions&, const base::Run&);

}  // namespace broadsheet::similarity
