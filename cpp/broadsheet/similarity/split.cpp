// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/split.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

constexpr Index rows_per_piece = 256;

}  // namespace

template <class T>
Split Split::of(const sparse::CsrView<T>& y, double scale, const SplitOptions& options,
                const base::Run& run) {
  const auto n_cols = static_cast<std::size_t>(y.n_cols);
  std::vector<Index> frequencies(n_cols);
  std::vector<double> squares(n_cols);
  std::vector<std::size_t> terms;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(y.indices.size(), checkpoint, [&](std::size_t e) {
      const auto term = static_cast<std::size_t>(y.indices[e]);
      const auto weight = static_cast<double>(y.values[e]) / scale;
      ++frequencies[term];
      squares[term] += weight * weight;
    });
    base::for_each_index(n_cols, checkpoint, [&](std::size_t t) {
      if (frequencies[t] > 0) terms.push_back(t);
    });
    base::Steps steps(checkpoint);
    std::sort(terms.begin(), terms.end(), [&](std::size_t a, std::size_t b) {
      steps();
      return frequencies[a] > frequencies[b] || (frequencies[a] == frequencies[b] && a < b);
    });
  });

  Split split;
  split.places.assign(n_cols, nowhere);
  std::size_t next = 0;
  auto mass = options.bound_mass * static_cast<double>(y.n_rows());
  for (; next < terms.size() && squares[terms[next]] <= mass; ++next) mass -= squares[terms[next]];
  split.n_bound = std::min({static_cast<Index>(next), most_bound, options.most_dense});
  if (split.n_bound == 0) next = 0;
  for (std::size_t t = 0; t < next; ++t) {
    split.places[terms[t]] = static_cast<Index>(t % static_cast<std::size_t>(split.n_bound));
  }
  split.n_dense = split.n_bound;
  const auto least = options.dense_from * static_cast<double>(y.n_rows());
  for (; next < terms.size(); ++next) {
    const bool dense = static_cast<double>(frequencies[terms[next]]) >= least &&
                       split.n_dense < options.most_dense;
    split.places[terms[next]] = dense ? split.n_dense++ : -1 - split.n_rare++;
    if (dense) continue;
    const auto frequency = frequencies[terms[next]];
    split.n_rare_entries += frequency;
    split.rare_products += static_cast<double>(frequency) * static_cast<double>(frequency);
  }
  return split;
}

template <class T>
SplitRows SplitRows::of(const sparse::CsrView<T>& matrix, std::span<const Index> order,
                        const Split& split, double scale, const base::Run& run) {
  const auto n_rows = order.size();
  SplitRows result;
  result.n_dense = split.n_dense;
  result.dense.resize(n_rows * static_cast<std::size_t>(split.n_dense));
  result.rare.n_cols = split.n_rare;
  result.rare.indptr.assign(n_rows + 1, 0);
  const auto n_pieces = (static_cast<std::int64_t>(n_rows) + rows_per_piece - 1) / rows_per_piece;
  const auto for_each_row = [&](auto&& f) {
    base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
      const auto first = static_cast<std::size_t>(p * rows_per_piece);
      const auto last = std::min(n_rows, first + rows_per_piece);
      for (auto i = first; i < last; ++i) {
        checkpoint();
        f(i, matrix.row(order[i]));
      }
    });
  };
  const auto place_of = [&](Index term) { return split.places[static_cast<std::size_t>(term)]; };

  for_each_row([&](std::size_t i, const sparse::Row<T>& row) {
    result.rare.indptr[i + 1] = std::count_if(row.columns.begin(), row.columns.end(),
                                              [&](Index term) { return split.is_rare(term); });
  });
  std::partial_sum(result.rare.indptr.begin(), result.rare.indptr.end(),
                   result.rare.indptr.begin());
  result.rare.indices.resize(static_cast<std::size_t>(result.rare.indptr.back()));
  result.rare.values.resize(result.rare.indices.size());
  for_each_row([&](std::size_t i, const sparse::Row<T>& row) {
    const auto n_dense = static_cast<std::size_t>(split.n_dense);
    auto* const dense = result.dense.data() + i * n_dense;
    std::fill_n(dense, n_dense, 0.0F);
    auto to = static_cast<std::size_t>(result.rare.indptr[i]);
    for (std::size_t e = 0; e < row.size(); ++e) {
      const auto place = place_of(row.columns[e]);
      if (place == Split::nowhere) continue;
      const auto weight = static_cast<float>(static_cast<double>(row.values[e]) / scale);
      if (place >= split.n_bound) {
        dense[place] = weight;
      } else if (place >= 0) {
        dense[place] += weight * weight;
      } else {
        result.rare.indices[to] = -1 - place;
        result.rare.values[to++] = weight;
      }
    }
    for (Index d = 0; d < split.n_bound; ++d) dense[d] = std::sqrt(dense[d]);
  });
  return result;
}

template <class T>
Extent Extent::of(const sparse::CsrView<T>& matrix, const base::Run& run) {
  Extent extent;
  double smallest = std::numeric_limits<double>::infinity();
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (Index i = 0; i < matrix.n_rows(); ++i) {
      const auto values = matrix.row(i).values;
      double squares = 0.0;
      pace.each(values.size(), [&](std::size_t e) {
        const auto value = static_cast<double>(values[e]);
        squares += value * value;
        if (value != 0.0) smallest = std::min(smallest, value);
      });
      extent.longest = std::max(extent.longest, squares);
    }
  });
  extent.longest = std::sqrt(extent.longest);
  extent.positive = smallest >= extent.longest * 0x1p-60;
  return extent;
}

template Split Split::of(const sparse::CsrView<float>&, double, const SplitOptions&,
                         const base::Run&);
template Split Split::of(const sparse::CsrView<double>&, double, const SplitOptions&,
                         const base::Run&);
template SplitRows SplitRows::of(const sparse::CsrView<float>&, std::span<const Index>,
                                 const Split&, double, const base::Run&);
template SplitRows SplitRows::of(const sparse::CsrView<double>&, std::span<const Index>,
                                 const Split&, double, const base::Run&);
template Extent Extent::of(const sparse::CsrView<float>&, const base::Run&);
template Extent Extent::of(const sparse::CsrView<double>&, const base::Run&);

}  // namespace broadsheet::similarity
