// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/nearest_centre.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>

#include "broadsheet/clustering/kmeans_input.hpp"
#include "broadsheet/clustering/row_pieces.hpp"
#include "broadsheet/sparse/unit_rows.hpp"

namespace broadsheet::clustering {
namespace {

// The first of the largest, and the largest of the others.
template <class Sum>
struct Largest {
  std::size_t at = 0;
  Sum value = -std::numeric_limits<Sum>::infinity();
  Sum others = -std::numeric_limits<Sum>::infinity();
};

template <class Sum>
Largest<Sum> largest(std::span<const Sum> sums) {
  Largest<Sum> result;
  for (std::size_t c = 0; c < sums.size(); ++c) {
    if (sums[c] > result.value) {
      result = {c, sums[c], result.value};
    } else {
      result.others = std::max(result.others, sums[c]);
    }
  }
  return result;
}

// Calls `f(i, row, nearest, pace)` for each row, on all threads.
template <class T, class F>
void for_each_row(const sparse::CsrView<T>& x, std::span<const Centre> centres,
                  const base::Run& run, F&& f) {
  std::int64_t told = 0;
  base::Share preparing(run, 0, 200, &told);
  base::Share scoring(run, 200, base::Share::whole, &told);
  const auto divided = sparse::unit_rows<T>(x.indptr, x.values, preparing.run());
  const sparse::CsrView<T> unit{x.indptr, x.indices,
                                divided.empty() ? x.values : std::span<const T>(divided), x.n_cols};
  CentreIndex index;
  base::parallel_for(1, preparing.run(), [&](std::int64_t, base::Checkpoint& checkpoint) {
    index.rebuild(centres, x.n_cols, checkpoint);
  });
  std::vector<Index> rows(static_cast<std::size_t>(x.n_rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  const auto ends = row_pieces(unit.indptr, rows, centres.size());
  const auto n_pieces = ends.size() - 1;
  const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), n_pieces);
  std::vector<NearestCentre> nearest(n_threads, NearestCentre(index));
  base::parallel_for(static_cast<std::int64_t>(n_pieces), scoring.run(),
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       auto& own = nearest[static_cast<std::size_t>(checkpoint.thread())];
                       base::Pace pace(checkpoint);
                       const auto piece = static_cast<std::size_t>(p);
                       for (auto i = ends[piece]; i < ends[piece + 1]; ++i) {
                         f(static_cast<std::size_t>(i), unit.row(i), own, pace);
                       }
                     });
}

}  // namespace

template <class T>
Nearest NearestCentre::of(const sparse::Row<T>& row, base::Pace& pace, const Nearest& known) {
  index_.scores<float>(row, estimates_, pace);
  const auto estimated = largest(estimates());
  const auto centre = static_cast<Index>(estimated.at);
  const auto lead = static_cast<double>(estimated.value) - static_cast<double>(estimated.others);
  if (lead > 2.0 * estimate_error(row.size())) {
    return centre == known.centre ? known : Nearest{centre, index_.score_of(row, centre)};
  }
  const auto exact = largest(similarities(row, pace));
  return {static_cast<Index>(exact.at), exact.value};
}

template <class T>
Assignment assign(const sparse::CsrView<T>& x, std::span<const Centre> centres,
                  const base::Run& run) {
  require_centres(centres, x.n_cols);
  const auto n_rows = static_cast<std::size_t>(x.n_rows());
  Assignment result{std::vector<Index>(n_rows), std::vector<double>(n_rows)};
  for_each_row(
      x, centres, run,
      [&](std::size_t i, const sparse::Row<T>& row, NearestCentre& nearest, base::Pace& pace) {
        const auto found = nearest.of(row, pace);
        result.labels[i] = found.centre;
        result.similarity[i] = found.similarity;
      });
  return result;
}

template <class T>
base::Buffer<T> centre_similarities(const sparse::CsrView<T>& x, std::span<const Centre> centres,
                                    const base::Run& run) {
  require_centres(centres, x.n_cols);
  const auto n_rows = static_cast<std::size_t>(x.n_rows());
  base::Buffer<T> result(n_rows * centres.size());
  for_each_row(
      x, centres, run,
      [&](std::size_t i, const sparse::Row<T>& row, NearestCentre& nearest, base::Pace& pace) {
        const auto exact = nearest.similarities(row, pace);
        for (std::size_t c = 0; c < centres.size(); ++c) {
          result[i * centres.size() + c] = static_cast<T>(exact[c]);
        }
      });
  return result;
}

template Nearest NearestCentre::of(const sparse::Row<float>&, base::Pace&, const Nearest&);
template Nearest NearestCentre::of(const sparse::Row<double>&, base::Pace&, const Nearest&);
template Assignment assign(const sparse::CsrView<float>&, std::span<const Centre>,
                           const base::Run&);
template Assignment assign(const sparse::CsrView<double>&, std::span<const Centre>,
                           const base::Run&);
template base::Buffer<float> centre_similarities(const sparse::CsrView<float>&,
                                                 std::span<const Centre>, const base::Run&);
template base::Buffer<double> centre_similarities(const sparse::CsrView<double>&,
                                                  std::span<const Centre>, const base::Run&);

}  // namespace broadsheet::clustering
