// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/nearest_clusters.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/explain/members.hpp"
#include "broadsheet/sparse/transpose.hpp"

namespace broadsheet::explain {
namespace {

constexpr double rounding = 1e-12;  // of a mean similarity

// Sums by number, and which numbers have been added to; one a thread.
class TouchedSums {
 public:
  explicit TouchedSums(std::size_t n) : sums_(n, 0.0), is_touched_(n, 0) {}

  void add(Index at, double value) {
    const auto i = static_cast<std::size_t>(at);
    if (is_touched_[i] == 0) {
      is_touched_[i] = 1;
      touched_.push_back(at);
    }
    sums_[i] += value;
  }
  [[nodiscard]] double operator[](Index at) const { return sums_[static_cast<std::size_t>(at)]; }
  [[nodiscard]] std::span<const Index> touched() const { return touched_; }

  // O(numbers that were added to).
  void clear() {
    for (const auto at : touched_) {
      sums_[static_cast<std::size_t>(at)] = 0.0;
      is_touched_[static_cast<std::size_t>(at)] = 0;
    }
    touched_.clear();
  }

 private:
  std::vector<double> sums_;
  std::vector<char> is_touched_;
  std::vector<Index> touched_;
};

struct Scratch {
  TouchedSums of_rows;
  TouchedSums of_clusters;
};

template <class T>
class Search {
 public:
  Search(const sparse::CsrView<T>& x, const sparse::CsrView<T>& postings,
         std::span<const Index> labels, const Members& members, const PairFactor& factor)
      : x_(x), postings_(postings), labels_(labels), members_(members), factor_(factor) {}

  // The nearest other cluster, and the mean similarity; -1 and 0 if there is none.
  std::pair<Index, double> nearest(Index cluster, Scratch& scratch, base::Pace& pace) const {
    auto& sums = scratch.of_clusters;
    for (const auto row : members_.of(cluster)) add_row(row, cluster, scratch, pace);
    const auto n_own = static_cast<double>(members_.of(cluster).size());
    const auto mean = [&](Index other) {
      return sums[other] / (n_own * static_cast<double>(members_.of(other).size()));
    };
    double largest = 0.0;
    for (const auto other : sums.touched()) largest = std::max(largest, mean(other));
    std::pair<Index, double> best{no_cluster, 0.0};
    if (largest > 0.0) {
      const auto least = largest - rounding * std::max(1.0, largest);
      for (const auto other : sums.touched()) {
        if (mean(other) <= 0.0 || mean(other) < least) continue;
        if (best.first == no_cluster || other < best.first) best = {other, mean(other)};
      }
    }
    sums.clear();
    return best;
  }

 private:
  void add_row(Index i, Index cluster, Scratch& scratch, base::Pace& pace) const {
    auto& dots = scratch.of_rows;
    const auto row = x_.row(i);
    for (std::size_t e = 0; e < row.size(); ++e) {
      const auto posting = postings_.row(row.columns[e]);
      const auto weight = static_cast<double>(row.values[e]);
      pace.each(posting.size(), [&](std::size_t p) {
        dots.add(posting.columns[p], weight * static_cast<double>(posting.values[p]));
      });
    }
    const auto touched = dots.touched();
    pace.each(touched.size(), [&](std::size_t n) {
      const auto j = touched[n];
      const auto other = labels_[static_cast<std::size_t>(j)];
      if (other == cluster || other == no_cluster) return;
      scratch.of_clusters.add(other, factor_ ? dots[j] * factor_(i, j) : dots[j]);
    });
    dots.clear();
  }

  const sparse::CsrView<T>& x_;
  const sparse::CsrView<T>& postings_;
  std::span<const Index> labels_;
  const Members& members_;
  const PairFactor& factor_;
};

}  // namespace

template <class T>
NearestClusters nearest_clusters(const sparse::CsrView<T>& x, std::span<const Index> labels,
                                 Index n_clusters, std::span<const Index> asked,
                                 const PairFactor& factor, const base::Run& run) {
  const auto members = members_of_clusters(labels, x.n_rows(), n_clusters);
  for (std::size_t a = 0; a < asked.size(); ++a) {
    if (asked[a] < 0 || asked[a] >= n_clusters) {
      throw std::invalid_argument("asked has " + std::to_string(asked[a]) + " at " +
                                  std::to_string(a) + ", but there are " +
                                  std::to_string(n_clusters) + " clusters");
    }
  }
  base::Share preparing(run, 0, 100);
  base::Share searching(run, 100, base::Share::whole);
  const auto transposed = sparse::transpose(x, preparing.run());
  const auto postings = transposed.view();
  const Search<T> search(x, postings, labels, members, factor);
  NearestClusters found{std::vector<Index>(asked.size(), no_cluster),
                        std::vector<double>(asked.size(), 0.0)};
  const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), asked.size());
  std::vector<Scratch> scratches(
      n_threads,
      Scratch{TouchedSums(labels.size()), TouchedSums(static_cast<std::size_t>(n_clusters))});
  base::parallel_for(static_cast<std::int64_t>(asked.size()), searching.run(),
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto a = static_cast<std::size_t>(p);
                       auto& scratch = scratches[static_cast<std::size_t>(checkpoint.thread())];
                       base::Pace pace(checkpoint);
                       std::tie(found.clusters[a], found.similarities[a]) =
                           search.nearest(asked[a], scratch, pace);
                     });
  return found;
}

template NearestClusters nearest_clusters(const sparse::CsrView<float>&, std::span<const Index>,
                                          Index, std::span<const Index>, const PairFactor&,
                                          const base::Run&);
template NearestClusters nearest_clusters(const sparse::CsrView<double>&, std::span<const Index>,
                                          Index, std::span<const Index>, const PairFactor&,
                                          const base::Run&);

}  // namespace broadsheet::explain
