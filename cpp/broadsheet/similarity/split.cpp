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
      pace.count(1);  // of rows without entries there may be many
      extent.longest = std::max(extent.longest, squares);
      extent.most_entries = std::max(extent.most_entries, static_cast<Index>(values.size()));
    }
  });
  extent.longest = std::sqrt(extent.longest);
  extent.positive = smallest >= extent.longest * 0x1p-60;
  return extent;
}

template SplitRows SplitRows::of(const sparse::CsrView<float>&, std::span<const Index>,
                                 const Split&, double, const base::Run&);
template SplitRows SplitRows::of(const sparse::CsrView<double>&, std::span<const Index>,
                                 const Split&, double, const base::Run&);
template Extent Extent::of(const sparse::CsrView<float>&, const base::Run&);
template Extent Extent::of(const sparse::CsrView<double>&, const base::Run&);

}  // namespace broadsheet::similarity
