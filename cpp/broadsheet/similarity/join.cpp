// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/join.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/similarity/engine.hpp"
#include "broadsheet/similarity/exhaustive_pairs.hpp"

namespace broadsheet::similarity {
namespace {

struct Pair {
  Index i;
  Index j;
  double similarity;
};

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
  Collector(const Engine<T>& engine, const PairsOptions& options)
      : engine_(engine),
        kernel_(options.timestamps, options.time_scale),
        // What rounds to 0 is still above it.
        least_(
            std::max(static_cast<T>(options.min_similarity), std::numeric_limits<T>::denorm_min())),
        wanted_(static_cast<float>(std::min(options.min_similarity / engine.scale(), 2.0))),
        parts_(engine.n_tasks()) {}

  [[nodiscard]] float x_cut(Index i) const {
    const auto cut = wanted_ - engine_.margin(i);
    return engine_.positive() ? std::max(cut, std::numeric_limits<float>::min()) : cut;
  }
  [[nodiscard]] float y_cut(Index) const { return std::numeric_limits<float>::infinity(); }

  void take(std::size_t task, Index i, Index j, float) {
    const auto score = engine_.score(i, j);
    if (!(score >= least_)) return;
    auto a = engine_.x_row(i);
    auto b = engine_.y_row(j);
    if (engine_.self_join() && a > b) std::swap(a, b);  // a window has its own order
    const auto similarity = static_cast<double>(score) * kernel_(a, b);
    if (similarity >= static_cast<double>(least_)) parts_[task].push_back({a, b, similarity});
  }

  /// All pairs by (i, j).
  [[nodiscard]] Pairs sorted(const base::Run& run) && {
    Pairs result;
    base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
      std::vector<std::size_t> ends(static_cast<std::size_t>(engine_.n_x()) + 1);
      for (const auto& part : parts_) {
        base::for_each_index(part.size(), checkpoint, [&](std::size_t p) {
          ++ends[static_cast<std::size_t>(part[p].i) + 1];
        });
      }
      std::partial_sum(ends.begin(), ends.end(), ends.begin());
      base::Buffer<Pair> all(ends.back());
      base::touch(all, checkpoint);
      auto next = ends;
      for (auto& part : parts_) {
        base::for_each_index(part.size(), checkpoint, [&](std::size_t p) {
          all[next[static_cast<std::size_t>(part[p].i)]++] = part[p];
        });
        part = {};
      }
      result.i.reserve(all.size());
      result.j.reserve(all.size());
      result.similarity.reserve(all.size());
      for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const auto row = std::span(all).subspan(ends[i], ends[i + 1] - ends[i]);
        checkpoint();
        const auto by_j = [](const Pair& a, const Pair& b) { return a.j < b.j; };
        if (!std::is_sorted(row.begin(), row.end(), by_j)) std::sort(row.begin(), row.end(), by_j);
        for (const auto& pair : row) {
          result.i.push_back(pair.i);
          result.j.push_back(pair.j);
          result.similarity.push_back(pair.similarity);
        }
      }
    });
    return result;
  }

 private:
  const Engine<T>& engine_;
  TimeKernel kernel_;
  T least_;
  float wanted_;
  std::vector<std::vector<Pair>> parts_;  // by task: each is one thread's
};

}  // namespace

template <class T>
Pairs pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
            const PairsOptions& options, const base::Run& run) {
  const bool self_join = y_or_self == nullptr;
  require(x, self_join ? x : *y_or_self, self_join, options);
  base::Share preparing(run, 0, 20);
  base::Share visiting(run, 20, 950);
  base::Share sorting(run, 950, 1000);
  const Engine<T> engine(x, y_or_self,
                         {.min_score = options.min_similarity,
                          .filter = options.filter,
                          .tile_rows = options.tile_rows,
                          .dense_from = options.dense_from},
                         preparing.run());
  Index longest = 0;
  for (Index i = 0; i < x.n_rows(); ++i) {
    longest = std::max(longest, static_cast<Index>(x.row(i).size()));
  }
  if (!engine.usable() ||
      (!engine.positive() &&
       options.min_similarity < 2.0 * static_cast<double>(margin_of(longest)) * engine.scale())) {
    return exhaustive_pairs(x, y_or_self, options, visiting.run());
  }
  Collector<T> found(engine, options);
  engine.visit(found, visiting.run());
  return std::move(found).sorted(sorting.run());
}

template Pairs pairs(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                     const PairsOptions&, const base::Run&);
template Pairs pairs(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                     const PairsOptions&, const base::Run&);

}  // namespace broadsheet::similarity
