// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/cosine_seeding.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/kmeans_input.hpp"
#include "broadsheet/sparse/transpose.hpp"
#include "broadsheet/sparse/unit_rows.hpp"

namespace broadsheet::clustering {
namespace {

constexpr double no_distance = 1e-9;

// In [0, 1), from the upper 53 bits: std::uniform_real_distribution is another one in each library.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11U) * 0x1p-53; }

// A row of those that have a share, drawn in proportion; the last one where rounding leads beyond.
std::size_t drawn(std::span<const double> shares, double sum, std::mt19937_64& random) {
  const auto target = uniform(random) * sum;
  double passed = 0.0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] <= 0.0) continue;
    passed += shares[i];
    last = i;
    if (passed > target) return i;
  }
  return last;
}

// One row on trial: what share each row would have left.
struct Trial {
  std::size_t row = 0;
  std::vector<double> similarity;  // to the row
  std::vector<double> distance;    // to the nearest of those chosen and this
  double left = 0.0;
};

}  // namespace

template <class T>
std::vector<Index> cosine_seeding(const sparse::CsrView<T>& x, std::span<const double> weights,
                                  Index n_clusters, std::uint64_t seed, const base::Run& run) {
  require_weights(weights, x.n_rows());
  const auto n_rows = static_cast<std::size_t>(x.n_rows());
  const auto n_wanted = static_cast<std::size_t>(std::max(n_clusters, Index{0}));
  std::int64_t told = 0;
  base::Share preparing(run, 0, 50, &told);
  const auto divided = sparse::unit_rows<T>(x.indptr, x.values, preparing.run());
  const sparse::CsrView<T> unit{x.indptr, x.indices,
                                divided.empty() ? x.values : std::span<const T>(divided), x.n_cols};
  const auto postings = sparse::transpose(unit, preparing.run());

  std::vector<double> weight(n_rows);  // 0 for rows of zeros
  std::size_t n_counting = 0;
  for (std::size_t i = 0; i < n_rows; ++i) {
    const auto values = unit.row(static_cast<Index>(i)).values;
    const auto zero = std::all_of(values.begin(), values.end(), [](T v) { return v == T{0}; });
    weight[i] = zero ? 0.0 : weights.empty() ? 1.0 : weights[i];
    if (weight[i] > 0.0) ++n_counting;
  }
  if (n_wanted < 1 || n_wanted > n_counting) {
    throw std::invalid_argument("n_clusters=" + std::to_string(n_clusters) + ", but X has " +
                                std::to_string(n_counting) +
                                " rows of positive weight that are not all zeros: there must be at "
                                "least 1 cluster and as many such rows as clusters");
  }

  std::mt19937_64 random(seed);
  std::vector<double> distance(n_rows, 1.0);
  std::vector<bool> chosen(n_rows, false);
  std::vector<Index> result;
  std::vector<Trial> trials(2 + static_cast<std::size_t>(std::log(n_clusters)));
  for (auto& trial : trials) trial.similarity.assign(n_rows, 0.0);
  base::BetweenLoops between;
  std::vector<double> shares(n_rows);
  while (result.size() < n_wanted) {
    double sum = 0.0;
    double farthest = 0.0;
    for (std::size_t i = 0; i < n_rows; ++i) {
      shares[i] = weight[i] * distance[i];
      sum += shares[i];
      if (weight[i] > 0.0) farthest = std::max(farthest, distance[i]);
    }
    if (farthest <= no_distance) {
      for (std::size_t i = 0; i < n_rows && result.size() < n_wanted; ++i) {
        if (!chosen[i] && weight[i] > 0.0) result.push_back(static_cast<Index>(i));
      }
      break;
    }
    const auto n_trials = result.empty() ? std::size_t{1} : trials.size();
    for (std::size_t t = 0; t < n_trials; ++t) trials[t].row = drawn(shares, sum, random);
    const auto done = 50 + 950 * static_cast<std::int64_t>(result.size()) / n_clusters;
    base::Share choosing(run, done, done + 950 / n_clusters, &told);
    base::parallel_for(static_cast<std::int64_t>(n_trials), choosing.run(),
                       [&](std::int64_t p, base::Checkpoint& checkpoint) {
                         base::Pace pace(checkpoint);
                         auto& trial = trials[static_cast<std::size_t>(p)];
                         std::fill(trial.similarity.begin(), trial.similarity.end(), 0.0);
                         const auto row = unit.row(static_cast<Index>(trial.row));
                         for (std::size_t e = 0; e < row.size(); ++e) {
                           const auto posting = postings.view().row(row.columns[e]);
                           const auto value = static_cast<double>(row.values[e]);
                           pace.each(posting.size(), [&](std::size_t q) {
                             trial.similarity[static_cast<std::size_t>(posting.columns[q])] +=
                                 value * static_cast<double>(posting.values[q]);
                           });
                         }
                         trial.distance = distance;
                         trial.left = 0.0;
                         for (std::size_t i = 0; i < n_rows; ++i) {
                           auto& d = trial.distance[i];
                           d = std::min(d, std::max(0.0, 1.0 - trial.similarity[i]));
                           if (i == trial.row) d = 0.0;
                           trial.left += weight[i] * d;
                         }
                         pace.count(n_rows);
                       });
    const auto best =
        std::min_element(trials.begin(), trials.begin() + static_cast<std::ptrdiff_t>(n_trials),
                         [](const Trial& a, const Trial& b) { return a.left < b.left; });
    result.push_back(static_cast<Index>(best->row));
    chosen[best->row] = true;
    distance = best->distance;
    between(run, told, base::Share::whole);
  }
  return result;
}

template std::vector<Index> cosine_seeding(const sparse::CsrView<float>&, std::span<const double>,
                                           Index, std::uint64_t, const base::Run&);
template std::vector<Index> cosine_seeding(const sparse::CsrView<double>&, std::span<const double>,
                                           Index, std::uint64_t, const base::Run&);

}  // namespace broadsheet::clustering
