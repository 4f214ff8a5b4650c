// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/pair_blocks.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/similarity/exhaustive_pairs.hpp"
#include "broadsheet/similarity/verifier.hpp"

namespace broadsheet::similarity {
namespace {

template <class T>
void require(const sparse::CsrView<T>& x, const sparse::CsrView<T>& y, bool self_join,
             const PairsOptions& options) {
  if (!(options.min_similarity > 0.0)) {
    throw std::invalid_argument("min_similarity must be above 0, got " +
                                std::to_string(options.min_similarity) +
                                "; at 0 every pair would be one");
  }
  sparse::require_same_columns(x.n_cols, y.n_cols);
  if (!options.timestamps.empty()) {
    if (!self_join) throw std::invalid_argument("a time kernel is for pairs within one matrix");
    if (options.timestamps.size() != static_cast<std::size_t>(x.n_rows())) {
      throw std::invalid_argument("timestamps has " + std::to_string(options.timestamps.size()) +
                                  " entries, but X has " + std::to_string(x.n_rows()) + " rows");
    }
  }
  validate(options.filter, x.n_rows(), y.n_rows());
}

// Hears of the pairs that may reach the threshold, and keeps those that do.
template <class T>
class Collector {
 public:
  Collector(const Engine<T>& engine, const PairsOptions& options, bool self_join, PairParts& found)
      : engine_(engine),
        self_join_(self_join),
        symmetric_(engine.symmetric()),
        kernel_(options.timestamps, options.time_scale),
        // What rounds to 0 is still above it.
        least_(
            std::max(static_cast<T>(options.min_similarity), std::numeric_limits<T>::denorm_min())),
        wanted_(static_cast<float>(std::min(options.min_similarity / engine.scale(), 2.0))),
        found_(found),
        verifiers_(static_cast<std::size_t>(engine.n_threads()), Verifier<T>(engine)) {}

  [[nodiscard]] float x_cut(Index i) const {
    const auto cut = wanted_ - engine_.margin(i);
    return engine_.positive() ? std::max(cut, std::numeric_limits<float>::min()) : cut;
  }
  [[nodiscard]] float y_cut(Index) const { return std::numeric_limits<float>::infinity(); }

  void take(std::size_t thread, Index i, Index j, float) {
    auto a = engine_.x_row(i);
    auto b = engine_.y_row(j);
    if (self_join_ && a > b) {
      if (!symmetric_) return;  // it is met from its other side too
      std::swap(a, b);          // a window has its own order
    }
    const auto score = verifiers_[thread].score(i, j);
    if (!(score >= least_)) return;
    const auto similarity = static_cast<double>(score) * kernel_(a, b);
    if (similarity >= static_cast<double>(least_)) found_.add(thread, {a, b, similarity});
  }

 private:
  const Engine<T>& engine_;
  bool self_join_;
  bool symmetric_;
  TimeKernel kernel_;
  T least_;
  float wanted_;
  PairParts& found_;
  std::vector<Verifier<T>> verifiers_;
};

constexpr double most_growth = 16.0;  // of one run over the one before it

// At least one row; blocks of the engine, if there are any.
std::int64_t whole_blocks(std::int64_t rows) {
  return rows < BlockTerms::block_rows ? std::max(rows, std::int64_t{1})
                                       : rows - rows % BlockTerms::block_rows;
}

}  // namespace

template <class T>
PairBlocks<T>::PairBlocks(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                          const PairsOptions& options, const base::Run& run)
    : x_(x),
      y_(y_or_self == nullptr ? std::nullopt : std::optional(*y_or_self)),
      options_(options),
      run_rows_(std::max(x.n_rows(), Index{1})) {
  const auto& y = y_ ? *y_ : x_;
  require(x_, y, !y_, options_);
  static_cast<void>(TimeKernel(options_.timestamps, options_.time_scale));
  engine_ = std::make_unique<Engine<T>>(x_, y_ ? &*y_ : nullptr,
                                        EngineOptions{.min_score = options_.min_similarity,
                                                      .filter = options_.filter,
                                                      .memory = options_.memory,
                                                      .tile_rows = options_.tile_rows,
                                                      .dense_from = options_.dense_from},
                                        run);
  const bool exhaustive = !engine_->tells(options_.min_similarity);
  const auto index =
      exhaustive ? IndexRuns<T>::least_bytes(y.n_cols, engine_->y_extent().most_entries) : 0;
  const auto least_pairs = static_cast<std::size_t>(y.n_rows()) * PairParts::pair_bytes;
  const auto row_bytes =
      PairParts::row_bytes + (exhaustive ? sizeof(Offset) + 2 * sizeof(Index) : 0);
  const auto rows = static_cast<std::size_t>(x_.n_rows()) * row_bytes;
  engine_->leave(rows + least_pairs + index);
  const auto least = std::max(engine_->least_bytes(), index);
  fixed_bytes_ = engine_->fixed_bytes() + rows;
  const auto left = options_.memory.left(fixed_bytes_, least + least_pairs);
  const auto pair_bytes = std::min(std::max(left / 4, least_pairs), left - least);
  // Threads may have begun a quarter more.
  most_pairs_ = std::min(pair_bytes / PairParts::pair_bytes * 4 / 5, options_.memory.most_pairs);
  // Some rows tell how many pairs there are. Out of order of time all are better scored at once, as
  // each pair is then scored once.
  const auto possible = static_cast<double>(x_.n_rows()) * static_cast<double>(y.n_rows());
  if (engine_->in_row_order() && possible > static_cast<double>(most_pairs_)) {
    run_rows_ = whole_blocks(std::int64_t{x_.n_rows()} / 16);
  }
  if (exhaustive) {
    index_.emplace(y, options_.tile_rows, left - pair_bytes, options_.memory.most_rows,
                   run.n_threads);
  } else {
    engine_->allow(left - pair_bytes, run);
  }
}

template <class T>
std::optional<Pairs> PairBlocks<T>::next(const base::Run& run) {
  const auto n_rows = x_.n_rows();
  const auto told_at = [&](Index row) {
    const auto left = y_ ? 1.0 : static_cast<double>(n_rows - row) / n_rows;
    return y_ ? std::int64_t{1000} * row / n_rows
              : static_cast<std::int64_t>(1000.0 * (1.0 - left * left));
  };
  while (next_row_ < n_rows) {
    between_(run, std::max(told_, told_at(next_row_)), base::Share::whole);
    const auto last = choose_run(run);
    base::Share finding(run, told_at(next_row_), told_at(last), &told_);
    PairParts found(next_row_, last,
                    last - next_row_ == 1 ? std::numeric_limits<std::size_t>::max() : most_pairs_,
                    run.n_threads);
    const auto rows = std::int64_t{last - next_row_};
    try {
      find(found, {next_row_, last}, finding.run());
    } catch (const TooManyPairs&) {
      run_rows_ = whole_blocks(rows / 4);
      continue;
    }
    base::Share sorting(run, told_at(last), told_at(last), &told_);
    const auto size = found.size();
    auto pairs = std::move(found).sorted(sorting.run());
    // Half of the pairs that there may be, if there go on to be as many a row.
    const auto fitting = static_cast<double>(most_pairs_) / 2.0 / static_cast<double>(size + 1);
    run_rows_ = whole_blocks(
        static_cast<std::int64_t>(static_cast<double>(rows) * std::min(fitting, most_growth)));
    next_row_ = last;
    if (size > 0) return pairs;
  }
  return std::nullopt;
}

// The end of the next run.
template <class T>
Index PairBlocks<T>::choose_run(const base::Run& run) {
  auto last = static_cast<Index>(std::min<std::int64_t>(x_.n_rows(), next_row_ + run_rows_));
  if (index_) return last;
  const bool whole = next_row_ == 0 && last == x_.n_rows();
  const auto visits = whole || engine_->in_row_order() ? Visits::once : Visits::from_x;
  engine_->choose(next_row_, last, visits, run);
  if (!engine_->in_row_order()) return last;
  // What a slab gives is complete: no need to begin it again for what comes behind.
  last = engine_->slab_end(next_row_);
  engine_->choose(next_row_, last, visits, run);
  return last;
}

template <class T>
void PairBlocks<T>::find(PairParts& found, Range rows, const base::Run& run) {
  if (index_) {
    exhaustive_pairs(x_, y_ ? &*y_ : nullptr, options_, engine_->y_frequencies(run), *index_, rows,
                     found, run);
  } else {
    Collector<T> collector(*engine_, options_, !y_, found);
    engine_->visit(collector, run);
  }
}

template class PairBlocks<float>;
template class PairBlocks<double>;

}  // namespace broadsheet::similarity
