// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/cosine_silhouette.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/centroids.hpp"
#include "broadsheet/similarity/pieces.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "broadsheet/sparse/unit_rows.hpp"

namespace broadsheet::clustering {
namespace {

constexpr Offset work_per_piece = Offset{1} << 21;
constexpr double rounding = 1e-12;  // of a mean distance

// How many rows each cluster has; refuses what is no clustering of the rows.
std::vector<Index> checked_sizes(std::span<const Index> labels, Index n_rows, Index n_clusters) {
  if (labels.size() != static_cast<std::size_t>(n_rows)) {
    throw std::invalid_argument("labels has " + std::to_string(labels.size()) +
                                " entries, but X has " + std::to_string(n_rows) + " rows");
  }
  if (n_clusters < 2 || n_clusters >= n_rows) {
    throw std::invalid_argument("labels has " + std::to_string(n_clusters) +
                                " different values for " + std::to_string(n_rows) +
                                " rows: a silhouette needs at least 2, and fewer than rows");
  }
  std::vector<Index> sizes(static_cast<std::size_t>(n_clusters), 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || labels[i] >= n_clusters) {
      throw std::invalid_argument("labels has " + std::to_string(labels[i]) + " at row " +
                                  std::to_string(i) + ", but there are " +
                                  std::to_string(n_clusters) + " clusters");
    }
    ++sizes[static_cast<std::size_t>(labels[i])];
  }
  const auto without = std::find(sizes.begin(), sizes.end(), Index{0});
  if (without != sizes.end()) {
    throw std::invalid_argument("no row has the label " + std::to_string(without - sizes.begin()) +
                                ": each of the clusters needs one");
  }
  return sizes;
}

// A matrix's values in double, its rows of length 1 or zero: its own, if they are that already.
class UnitValues {
 public:
  template <class T>
  UnitValues(const sparse::CsrView<T>& x, const base::Run& run) {
    std::span<const double> values;
    base::Buffer<double> wide;
    if constexpr (std::is_same_v<T, double>) {
      values = x.values;
    } else {
      base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
        wide.resize(x.values.size());
        base::for_each_index(wide.size(), checkpoint,
                             [&](std::size_t e) { wide[e] = static_cast<double>(x.values[e]); });
      });
      values = wide;
    }
    owned_ = sparse::unit_rows<double>(x.indptr, values, run);
    if (owned_.empty()) owned_ = std::move(wide);
    view_ = owned_.empty() ? values : std::span<const double>(owned_);
  }
  UnitValues(const UnitValues&) = delete;
  UnitValues& operator=(const UnitValues&) = delete;
  ~UnitValues() = default;

  [[nodiscard]] std::span<const double> view() const { return view_; }

 private:
  base::Buffer<double> owned_;
  std::span<const double> view_;
};

// The mean similarities of a row to its own cluster, itself included, and to the nearest other.
struct Nearness {
  double own;
  double other;
};

// Mean similarities to all clusters, by one row after the other; one a thread.
class ClusterMeans {
 public:
  ClusterMeans(const sparse::Csr<double>& centroids, std::size_t n_clusters)
      : centroids_(centroids.view()), means_(n_clusters, 0.0) {}

  Nearness of(const sparse::Row<double>& row, Index own_cluster, base::Pace& pace) {
    std::size_t work = 0;
    for (std::size_t e = 0; e < row.size(); ++e) {
      const auto posting = centroids_.row(row.columns[e]);
      const auto weight = row.values[e];
      pace.each(posting.size(), [&](std::size_t p) {
        means_[static_cast<std::size_t>(posting.columns[p])] += weight * posting.values[p];
      });
      work += posting.size();
    }
    auto& of_own = means_[static_cast<std::size_t>(own_cluster)];
    Nearness result{of_own, 0.0};
    if (work >= means_.size()) {
      of_own = -std::numeric_limits<double>::infinity();
      result.other = *std::max_element(means_.begin(), means_.end());
      std::fill(means_.begin(), means_.end(), 0.0);
      pace.count(means_.size());
      return result;
    }
    // Here some cluster other than its own shares no term with the row: its mean is 0. So the 0 of
    // a cluster that comes again, and of the row's own, counts without harm.
    of_own = 0.0;
    for (const auto column : row.columns) {
      const auto posting = centroids_.row(column);
      pace.each(posting.size(), [&](std::size_t p) {
        auto& mean = means_[static_cast<std::size_t>(posting.columns[p])];
        result.other = std::max(result.other, mean);
        mean = 0.0;
      });
    }
    return result;
  }

 private:
  sparse::CsrView<double> centroids_;
  std::vector<double> means_;  // 0 between rows
};

double silhouette(double to_own, double to_other) {
  const auto a = std::clamp(1.0 - to_own, 0.0, 2.0);
  const auto b = std::clamp(1.0 - to_other, 0.0, 2.0);
  const auto larger = std::max(a, b);
  return larger <= rounding ? 0.0 : (b - a) / larger;
}

}  // namespace

template <class T>
std::vector<double> cosine_silhouette(const sparse::CsrView<T>& x, std::span<const Index> labels,
                                      Index n_clusters, const base::Run& run) {
  const auto sizes = checked_sizes(labels, x.n_rows(), n_clusters);
  std::int64_t told = 0;
  base::Share preparing(run, 0, 100, &told);
  base::Share averaging(run, 100, 200, &told);
  base::Share scoring(run, 200, base::Share::whole, &told);

  const UnitValues values(x, preparing.run());
  const sparse::CsrView<double> unit{x.indptr, x.indices, values.view(), x.n_cols};
  const auto centroids = centroids_by_term(unit, labels, n_clusters, averaging.run());

  const auto n_rows = labels.size();
  const auto size_of = [&](std::size_t i) { return sizes[static_cast<std::size_t>(labels[i])]; };
  std::vector<Offset> work(n_rows, 1);
  base::parallel_for(1, averaging.run(), [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (std::size_t i = 0; i < n_rows; ++i) {
      if (size_of(i) == 1) continue;
      for (const auto column : unit.row(static_cast<Index>(i)).columns) {
        const auto t = static_cast<std::size_t>(column);
        work[i] += centroids.indptr[t + 1] - centroids.indptr[t];
      }
      pace.count(unit.row(static_cast<Index>(i)).size() + 1);
    }
  });

  const auto ends = similarity::cut_rows(work, work_per_piece);
  const auto n_pieces = ends.size() - 1;
  std::vector<double> result(n_rows, 0.0);
  const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), n_pieces);
  std::vector<ClusterMeans> means(n_threads,
                                  ClusterMeans(centroids, static_cast<std::size_t>(n_clusters)));
  base::parallel_for(
      static_cast<std::int64_t>(n_pieces), scoring.run(),
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        auto& of_clusters = means[static_cast<std::size_t>(checkpoint.thread())];
        base::Pace pace(checkpoint);
        for (auto i = static_cast<std::size_t>(ends[static_cast<std::size_t>(p)]);
             i < static_cast<std::size_t>(ends[static_cast<std::size_t>(p) + 1]); ++i) {
          if (size_of(i) == 1) continue;
          const auto row = unit.row(static_cast<Index>(i));
          const auto near = of_clusters.of(row, labels[i], pace);
          const auto n = static_cast<double>(size_of(i));
          result[i] = silhouette((near.own * n - sparse::dot(row, row)) / (n - 1.0), near.other);
        }
      });
  return result;
}

template std::vector<double> cosine_silhouette(const sparse::CsrView<float>&,
                                               std::span<const Index>, Index, const base::Run&);
template std::vector<double> cosine_silhouette(const sparse::CsrView<double>&,
                                               std::span<const Index>, Index, const base::Run&);

}  // namespace broadsheet::clustering
