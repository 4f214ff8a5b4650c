// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/join_plan.hpp"

#include <algorithm>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/similarity/document_frequencies.hpp"
#include "broadsheet/similarity/engine.hpp"
#include "broadsheet/similarity/index_runs.hpp"
#include "broadsheet/similarity/pair_blocks.hpp"
#include "broadsheet/similarity/top_k_groups.hpp"

namespace broadsheet::similarity {
namespace {

struct Products {
  std::int64_t pairs = 0;   // in reach
  std::int64_t common = 0;  // terms of theirs that both have, of those that count
};

// Over rows of both matrices in order of time. In a join with itself a row meets those before it.
template <class T>
Products products_of(const Engine<T>& engine, const PairFilter& filter, bool self_join,
                     bool all_terms, const base::Run& run) {
  Products products;
  DocumentFrequencies frequencies(engine.n_cols());  // of rows in reach, of terms that count
  const auto in_reach_of = [&](Index i, Index j) {
    return !filter.window ||
           distance(filter.x_times[static_cast<std::size_t>(engine.x_row(i))],
                    filter.y_times[static_cast<std::size_t>(engine.y_row(j))]) <= *filter.window;
  };
  const auto is_before = [&](Index i, Index j) {
    return filter.y_times[static_cast<std::size_t>(engine.y_row(j))] <=
           filter.x_times[static_cast<std::size_t>(engine.x_row(i))];
  };
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    const auto for_each_term = [&](const sparse::Row<T>& row, auto&& f) {
      pace.each(row.size(), [&](std::size_t e) { f(row.columns[e]); });
      pace.count(1);
    };
    const auto count = [&](Index j, Index times) {
      for_each_term(engine.y_of(j), [&](Index term) {
        if (all_terms || engine.split().is_rare(term)) frequencies.add(term, times);
      });
    };
    Index first = 0;
    Index last = 0;  // rows [first, last) of y are counted
    for (Index i = 0; i < engine.n_x(); ++i) {
      const auto end = self_join ? i : engine.n_y();
      for (; last < end && (in_reach_of(i, last) || is_before(i, last)); ++last) count(last, 1);
      for (; first < last && !in_reach_of(i, first) && is_before(i, first); ++first) {
        count(first, -1);
      }
      for_each_term(engine.x_of(i), [&](Index term) { products.common += frequencies[term]; });
      products.pairs += last - first;
    }
  });
  return products;
}

}  // namespace

template <class T>
JoinPlan plan_top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                    const TopKOptions& options, const base::Run& run) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  const bool self_join = y_or_self == nullptr;
  require(x, y, options);
  Engine<T> engine(x, y_or_self, engine_options(options), run);
  const auto groups = top_k_groups(engine, options, run);
  const auto products = products_of(engine, options.filter, self_join, !engine.usable(), run);

  JoinPlan plan;
  plan.x_groups = (x.n_rows() + groups.rows - 1) / std::max(groups.rows, Index{1});
  plan.x_groups = std::max(plan.x_groups, Index{1});
  const bool both_ways = self_join && (plan.x_groups > 1 || !engine.usable());
  plan.n_dense_columns = engine.split().n_dense;
  plan.dense_multiplications = products.pairs * plan.n_dense_columns * (both_ways ? 2 : 1);
  plan.rare_multiplications = products.common * (both_ways ? 2 : 1);
  plan.peak_bytes = options.memory.spent + engine.fixed_bytes() + groups.list_bytes;
  const auto dense_row = static_cast<std::size_t>(x.n_cols) * sizeof(double);
  std::size_t ready = 0;
  if (engine.usable()) {
    engine.choose(0, std::min(groups.rows, x.n_rows()),
                  plan.x_groups == 1 ? Visits::once : Visits::from_x, run);
    const auto cost = engine.cost();
    plan.x_slabs = cost.x_slabs;
    plan.y_slabs = cost.y_slabs;
    const auto settling =
        std::min(dense_row * static_cast<std::size_t>(run.n_threads), groups.bytes);
    ready = std::max({cost.bytes, settling, engine.fits() ? cost.bytes + settling : 0});
  }
  if (!engine.tells(options.min_similarity.value_or(0.0))) {
    const IndexRuns<T> index(y, options.tile_rows, groups.bytes, options.memory.most_rows,
                             run.n_threads);
    ready = std::max(ready, index.bytes(0, index.end(0)));
  }
  plan.peak_bytes += ready;
  return plan;
}

template <class T>
JoinPlan plan_pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                    const PairsOptions& options, const base::Run& run) {
  PairBlocks<T> blocks(x, y_or_self, options, run);
  auto& engine = blocks.engine();
  const bool self_join = y_or_self == nullptr;
  const auto products =
      products_of(engine, options.filter, self_join, blocks.index().has_value(), run);

  JoinPlan plan;
  plan.rare_multiplications = products.common;
  const auto most = std::min(blocks.most_pairs(), static_cast<std::size_t>(products.pairs));
  plan.pair_bytes = most * PairParts::pair_bytes * 5 / 4;
  plan.peak_bytes = options.memory.spent + blocks.fixed_bytes() + plan.pair_bytes;
  if (blocks.index()) {
    plan.peak_bytes += blocks.index()->bytes(0, blocks.index()->end(0));
  } else {
    plan.n_dense_columns = engine.split().n_dense;
    plan.dense_multiplications = products.pairs * plan.n_dense_columns;
    const auto cost = engine.cost();
    plan.x_slabs = cost.x_slabs;
    plan.y_slabs = cost.y_slabs;
    plan.peak_bytes += cost.bytes;
  }
  return plan;
}

template JoinPlan plan_top_k(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                             const TopKOptions&, const base::Run&);
template JoinPlan plan_top_k(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                             const TopKOptions&, const base::Run&);
template JoinPlan plan_pairs(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                             const PairsOptions&, const base::Run&);
template JoinPlan plan_pairs(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                             const PairsOptions&, const base::Run&);

}  // namespace broadsheet::similarity
