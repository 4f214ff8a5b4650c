// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/top_k.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/engine.hpp"
#include "broadsheet/similarity/exhaustive_top_k.hpp"
#include "broadsheet/similarity/neighbour.hpp"
#include "broadsheet/similarity/shortlist.hpp"
#include "broadsheet/similarity/top_k_groups.hpp"
#include "broadsheet/similarity/verifier.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "broadsheet/sparse/stacked.hpp"

namespace broadsheet::similarity {
namespace {

// Hears of the pairs that may matter and keeps a shortlist for each row.
template <class T>
class Shortlists {
 public:
  Shortlists(const Engine<T>& engine, const TopKOptions& options)
      : engine_(engine),
        options_(options),
        lists_(static_cast<std::size_t>(engine.last() - engine.first())),
        verifiers_(engine.bounds() ? static_cast<std::size_t>(engine.n_threads()) : 0,
                   Verifier<T>(engine)) {
    for (auto i = engine.first(); i < engine.last(); ++i)
      list(i).start(first_cut(engine.margin(i)));
  }

  [[nodiscard]] float x_cut(Index i) const { return list(i).cut(); }
  [[nodiscard]] float y_cut(Index j) const { return list(j).cut(); }

  void take(std::size_t thread, Index i, Index j, float estimate) {
    if (engine_.bounds()) {
      const auto score = static_cast<double>(verifiers_[thread].score(i, j));
      estimate = static_cast<float>(score / engine_.scale());
    }
    offer(i, j, estimate);
    if (engine_.symmetric()) offer(j, i, estimate);
  }

  // Gives row i's neighbours, until the next call, and tells whether they are all.
  bool settle(Index i, sparse::DenseRow& dense, std::vector<Neighbour<T>>& found,
              base::Checkpoint& checkpoint) {
    found.clear();
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
  [[nodiscard]] Shortlist<T>& list(Index i) {
    return lists_[static_cast<std::size_t>(i - engine_.first())];
  }
  [[nodiscard]] const Shortlist<T>& list(Index i) const {
    return lists_[static_cast<std::size_t>(i - engine_.first())];
  }

  const Engine<T>& engine_;
  const TopKOptions& options_;
  std::vector<Shortlist<T>> lists_;
  std::vector<Verifier<T>> verifiers_;  // one a thread, where estimates are bounds
};

template <class T>
using Found = std::vector<std::vector<Neighbour<T>>>;

// What estimates can tell of the engine's rows; gives those, ascending, whose neighbours they
// cannot.
template <class T>
std::vector<Index> by_estimates(Engine<T>& engine, Index n_cols, const TopKOptions& options,
                                std::size_t bytes, Found<T>& found, const base::Run& run) {
  base::Share visiting(run, 0, 900);
  base::Share settling(run, 900, 950);
  const auto n = static_cast<std::size_t>(engine.last() - engine.first());
  std::vector<char> settled(n);
  if (engine.usable()) {
    Shortlists<T> lists(engine, options);
    engine.visit(lists, visiting.run());
    if (!engine.fits()) engine.release();
    constexpr std::size_t rows_per_piece = 64;
    const auto n_pieces = static_cast<std::int64_t>((n + rows_per_piece - 1) / rows_per_piece);
    const auto fitting = bytes / (static_cast<std::size_t>(n_cols) * sizeof(double) + 1);
    const auto n_threads = static_cast<int>(
        std::clamp<std::size_t>(std::min(fitting, static_cast<std::size_t>(n_pieces)), 1,
                                static_cast<std::size_t>(run.n_threads)));
    std::vector<sparse::DenseRow> dense(static_cast<std::size_t>(n_threads),
                                        sparse::DenseRow(n_cols));
    std::vector<std::vector<Neighbour<T>>> neighbours(static_cast<std::size_t>(n_threads));
    base::parallel_for(
        n_pieces, {n_threads, settling.run().monitor},
        [&](std::int64_t p, base::Checkpoint& checkpoint) {
          const auto thread = static_cast<std::size_t>(checkpoint.thread());
          const auto first = static_cast<std::size_t>(p) * rows_per_piece;
          for (auto r = first; r < std::min(n, first + rows_per_piece); ++r) {
            const auto i = engine.first() + static_cast<Index>(r);
            const auto row = static_cast<std::size_t>(engine.x_row(i) - engine.first());
            settled[row] = lists.settle(i, dense[thread], neighbours[thread], checkpoint);
            found[row].assign(neighbours[thread].begin(), neighbours[thread].end());
          }
        });
  }
  std::vector<Index> unsettled;
  for (std::size_t row = 0; row < n; ++row) {
    if (!settled[row]) unsettled.push_back(engine.first() + static_cast<Index>(row));
  }
  return unsettled;
}

// Takes each row's part as it is appended, so that the result is held little more than once.
template <class T>
sparse::Csr<T> to_csr(Found<T>& found, Index n_cols, const base::Run& run) {
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
      std::vector<Neighbour<T>>().swap(neighbours);
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
  const auto n_x = x.n_rows();
  base::Share preparing(run, 0, 0);
  Engine<T> engine(x, y_or_self, engine_options(options), preparing.run());
  const auto groups = top_k_groups(engine, options, preparing.run());
  base::BetweenLoops between;
  std::vector<sparse::Csr<T>> parts;
  for (Index first = 0; first < n_x || parts.empty();) {
    const auto last =
        static_cast<Index>(std::min<std::int64_t>(n_x, std::int64_t{first} + groups.rows));
    const auto share = [&](Index row) {
      return base::Share::whole * row / std::max(n_x, Index{1});
    };
    base::Share group(run, share(first), share(last));
    base::Share estimating(group.run(), 0, 950);
    base::Share scoring(group.run(), 950, 990);
    base::Share joining(group.run(), 990, 1000);
    Found<T> found(static_cast<std::size_t>(last - first));
    engine.choose(first, last, last - first == n_x ? Visits::once : Visits::from_x,
                  preparing.run());
    const auto unsettled =
        by_estimates(engine, x.n_cols, options, groups.bytes, found, estimating.run());
    if (!unsettled.empty()) {
      engine.release();
      exhaustive_top_k<T>(x, y_or_self, options, engine.y_frequencies(preparing.run()), unsettled,
                          first, found, groups.bytes, scoring.run());
    }
    parts.push_back(to_csr(found, y.n_rows(), joining.run()));
    first = last;
    between(run, share(last), base::Share::whole);
  }
  return sparse::stacked(std::move(parts));
}

template sparse::Csr<float> top_k(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                                  const TopKOptions&, const base::Run&);
template sparse::Csr<double> top_k(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                                   const TopKOptions&, const base::Run&);

}  // namespace broadsheet::similarity
