// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/spherical_kmeans.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/bounded_assignment.hpp"
#include "broadsheet/clustering/by_cluster.hpp"
#include "broadsheet/clustering/cluster_sum.hpp"
#include "broadsheet/clustering/frequent_first.hpp"
#include "broadsheet/clustering/kmeans_input.hpp"
#include "broadsheet/clustering/round_progress.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "broadsheet/sparse/unit_rows.hpp"

namespace broadsheet::clustering {
namespace {

constexpr double on_its_centre = 1.0 - 1e-7;  // a cosine; centres are rounded to single precision

template <class T>
void check(const sparse::CsrView<T>& x, std::span<const double> weights,
           std::span<const Centre> centres, const SphericalKMeansOptions& options) {
  require_centres(centres, x.n_cols);
  if (options.max_iter < 1) {
    throw std::invalid_argument("max_iter must be at least 1, got " +
                                std::to_string(options.max_iter));
  }
  if (!(options.tol >= 0.0)) {
    throw std::invalid_argument("tol must be at least 0, got " + std::to_string(options.tol));
  }
  require_weights(weights, x.n_rows());
}

template <class T>
class Lloyd {
 public:
  /// @param unit  rows of length 1 or 0; `lengths` are these.
  Lloyd(const sparse::CsrView<T>& unit, std::span<const double> lengths,
        std::span<const double> weights, std::vector<Centre> centres,
        const SphericalKMeansOptions& options, const base::Run& run)
      : x_(unit),
        row_length_(lengths),
        weights_(weights),
        options_(options),
        progress_(run, options.max_iter),
        n_rows_(lengths.size()),
        n_clusters_(centres.size()),
        moved_(n_clusters_, 0.0),
        assignment_(unit, lengths, n_clusters_) {
    result_.labels.assign(n_rows_, -1);
    result_.similarity.assign(n_rows_, 0.0);
    result_.lengths.assign(n_clusters_, 0.0);
    result_.centres = std::move(centres);
  }

  /// @param tolerance  of the squared distances' sum.
  SphericalKMeans operator()(double tolerance) {
    while (result_.n_iter < options_.max_iter) {
      progress_.next_round();
      ++result_.n_iter;
      if (!assign()) {
        result_.converged = true;
        return std::move(result_);
      }
      const auto squares = update();
      if (options_.tol > 0.0 && squares <= tolerance) {
        result_.converged = true;
        break;
      }
    }
    assignment_(result_.centres, moved_, result_.labels, result_.similarity, progress_);
    return std::move(result_);
  }

 private:
  [[nodiscard]] double weight(std::size_t i) const { return weights_.empty() ? 1.0 : weights_[i]; }
  [[nodiscard]] bool counts(std::size_t i) const { return row_length_[i] > 0.0 && weight(i) > 0.0; }

  // Whether a label changed; marks the clusters that are to be averaged anew.
  bool assign() {
    const auto before = result_.labels;
    assignment_(result_.centres, moved_, result_.labels, result_.similarity, progress_);
    changed_.assign(n_clusters_, false);
    bool any = false;
    for (std::size_t i = 0; i < n_rows_; ++i) {
      if (before[i] == result_.labels[i]) continue;
      any = true;
      if (before[i] >= 0) changed_[static_cast<std::size_t>(before[i])] = true;
      changed_[static_cast<std::size_t>(result_.labels[i])] = true;
    }
    return fill_empty() || any;
  }

  // Gives clusters without rows the rows that are farthest from their centres. Whether it did.
  bool fill_empty() {
    std::vector<Index> sizes(n_clusters_, 0);
    for (std::size_t i = 0; i < n_rows_; ++i) {
      if (counts(i)) ++sizes[static_cast<std::size_t>(result_.labels[i])];
    }
    if (std::find(sizes.begin(), sizes.end(), Index{0}) == sizes.end()) return false;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < n_rows_; ++i) {
      if (counts(i) && result_.similarity[i] < on_its_centre) rows.push_back(i);
    }
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return result_.similarity[a] < result_.similarity[b];
    });
    bool any = false;
    auto row = rows.begin();
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      if (sizes[c] > 0) continue;
      const auto size_of_own = [&](std::size_t i) -> Index& {
        return sizes[static_cast<std::size_t>(result_.labels[i])];
      };
      while (row != rows.end() && size_of_own(*row) == 1) ++row;
      if (row == rows.end()) break;
      const auto i = *row++;
      --size_of_own(i);
      changed_[static_cast<std::size_t>(result_.labels[i])] = true;
      changed_[c] = true;
      sizes[c] = 1;
      assignment_.taken(i, result_.labels[i], result_.similarity[i]);
      result_.labels[i] = static_cast<Index>(c);
      any = true;
    }
    return any;
  }

  // Moves the centres of changed clusters, and gives the sum of squared distances.
  double update() {
    std::vector<std::size_t> changed;
    for (std::size_t c = 0; c < n_clusters_; ++c) {
      if (changed_[c]) changed.push_back(c);
    }
    moved_.assign(n_clusters_, 0.0);
    ByCluster members;
    progress_([&](const base::Run& run) {
      base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
        members = by_cluster(result_.labels, static_cast<Index>(n_clusters_), checkpoint);
      });
    });
    progress_([&](const base::Run& run) {
      const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), changed.size());
      while (sums_.size() < n_threads) sums_.emplace_back(x_.n_cols);
      base::parallel_for(static_cast<std::int64_t>(changed.size()), run,
                         [&](std::int64_t p, base::Checkpoint& checkpoint) {
                           const auto c = changed[static_cast<std::size_t>(p)];
                           base::Pace pace(checkpoint);
                           auto& sum = sums_[static_cast<std::size_t>(checkpoint.thread())];
                           moved_[c] = move(c, members[c], sum, pace);
                         });
    });
    double squares = 0.0;
    for (const auto distance : moved_) squares += distance * distance;
    return squares;
  }

  // Moves one centre, and gives the distance.
  double move(std::size_t c, std::span<const Index> members, ClusterSum& sum, base::Pace& pace) {
    double weights = 0.0;
    for (const auto i : members) {
      const auto w = weight(static_cast<std::size_t>(i));
      if (w > 0.0) sum.add(x_.row(i), w, pace);
      weights += w;
    }
    const auto length = sum.length();
    double distance = 0.0;
    if (has_direction(length, weights)) {
      auto centre = sum.centre(length);
      distance = chord(centre.row(), result_.centres[c].row());
      result_.centres[c] = std::move(centre);
      result_.lengths[c] = length;
      for (const auto i : members) {
        const auto row = x_.row(i);
        result_.similarity[static_cast<std::size_t>(i)] = sum.dot(row);
        pace.count(row.size() + 1);
      }
    }
    sum.clear();
    return distance;
  }

  sparse::CsrView<T> x_;
  std::span<const double> row_length_;
  std::span<const double> weights_;
  SphericalKMeansOptions options_;
  RoundProgress progress_;
  std::size_t n_rows_;
  std::size_t n_clusters_;
  std::vector<double> moved_;  // how far centres went in the last update
  std::vector<bool> changed_;  // clusters
  std::vector<ClusterSum> sums_;
  BoundedAssignment<T> assignment_;
  SphericalKMeans result_;
};

// Lengths of rows, and the mean variance of columns if it is asked for.
struct Spread {
  std::vector<double> lengths;
  double variance = 0.0;
};

template <class T>
Spread spread(const sparse::CsrView<T>& x, bool with_variance, const base::Run& run) {
  Spread result;
  result.lengths.reserve(static_cast<std::size_t>(x.n_rows()));
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    ClusterSum sum(x.n_cols);
    double squares = 0.0;
    for (Index i = 0; i < x.n_rows(); ++i) {
      const auto row = x.row(i);
      const auto square = sparse::dot(row, row);
      result.lengths.push_back(std::sqrt(square));
      squares += square;
      if (with_variance) sum.add(row, 1.0, pace);
      pace.count(row.size() + 1);
    }
    const auto n = static_cast<double>(x.n_rows());
    const auto mean = sum.length() / n;
    result.variance = (squares / n - mean * mean) / x.n_cols;
  });
  return result;
}

}  // namespace

template <class T>
SphericalKMeans spherical_kmeans(const sparse::CsrView<T>& x, std::span<const double> weights,
                                 std::span<const Centre> centres,
                                 const SphericalKMeansOptions& options, const base::Run& run) {
  check(x, weights, centres, options);
  std::int64_t told = 0;
  base::Share preparing(run, 0, 20, &told);
  base::Share going_round(run, 20, 980, &told);
  base::Share ending(run, 980, base::Share::whole, &told);
  const auto divided = sparse::unit_rows<T>(x.indptr, x.values, preparing.run());
  const auto columns = frequent_first(x.indices, x.n_cols, preparing.run());
  const sparse::CsrView<T> unit{x.indptr, columns.indices,
                                divided.empty() ? x.values : std::span<const T>(divided), x.n_cols};
  const auto found = spread(unit, options.tol > 0.0, preparing.run());
  Lloyd<T> lloyd(unit, found.lengths, weights,
                 renumbered(centres, columns.number_of, preparing.run()), options,
                 going_round.run());
  auto result = lloyd(options.tol * found.variance);
  result.centres = renumbered(result.centres, columns.column_of, ending.run());
  return result;
}

template SphericalKMeans spherical_kmeans(const sparse::CsrView<float>&, std::span<const double>,
                                          std::span<const Centre>, const SphericalKMeansOptions&,
                                          const base::Run&);
template SphericalKMeans spherical_kmeans(const sparse::CsrView<double>&, std::span<const double>,
                                          std::span<const Centre>, const SphericalKMeansOptions&,
                                          const base::Run&);

}  // namespace broadsheet::clustering
