// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/spherical_kmeans.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "broadsheet/base/between_loops.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/by_cluster.hpp"
#include "broadsheet/clustering/centre_index.hpp"
#include "broadsheet/clustering/cluster_sum.hpp"
#include "broadsheet/clustering/cosine_bound.hpp"
#include "broadsheet/clustering/nearest_centre.hpp"
#include "broadsheet/clustering/row_pieces.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "broadsheet/sparse/unit_rows.hpp"

namespace broadsheet::clustering {
namespace {

constexpr double on_its_centre = 1.0 - 1e-7;  // a cosine; centres are rounded to single precision

template <class T>
void check(const sparse::CsrView<T>& x, std::span<const double> weights,
           std::span<const Centre> centres, const SphericalKMeansOptions& options) {
  if (centres.empty()) throw std::invalid_argument("there must be at least one centre");
  for (const auto& centre : centres) {
    if (!centre.columns.empty() && centre.columns.back() >= x.n_cols) {
      throw std::invalid_argument("a centre has column " + std::to_string(centre.columns.back()) +
                                  ", but X has " + std::to_string(x.n_cols) + " columns");
    }
  }
  if (options.max_iter < 1) {
    throw std::invalid_argument("max_iter must be at least 1, got " +
                                std::to_string(options.max_iter));
  }
  if (!(options.tol >= 0.0)) {
    throw std::invalid_argument("tol must be at least 0, got " + std::to_string(options.tol));
  }
  if (weights.empty()) return;
  if (weights.size() != static_cast<std::size_t>(x.n_rows())) {
    throw std::invalid_argument("sample_weight has " + std::to_string(weights.size()) +
                                " entries, but X has " + std::to_string(x.n_rows()) + " rows");
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0.0 && std::isfinite(weights[i]))) {
      throw std::invalid_argument("sample_weight must be finite and at least 0, got " +
                                  std::to_string(weights[i]) + " at row " + std::to_string(i));
    }
  }
}

// How far centres went in a round: the farthest, and the farthest of the others.
struct Farthest {
  std::size_t centre = 0;
  double first = 0.0;
  double second = 0.0;

  [[nodiscard]] double but(Index own) const {
    return static_cast<std::size_t>(own) == centre ? second : first;
  }
};

template <class T>
class Lloyd {
 public:
  Lloyd(const sparse::CsrView<T>& unit, std::span<const double> weights,
        std::vector<Centre> centres, const SphericalKMeansOptions& options, const base::Run& run)
      : x_(unit),
        weights_(weights),
        options_(options),
        run_(run),
        n_rows_(static_cast<std::size_t>(unit.n_rows())),
        row_length_(n_rows_),
        others_(n_rows_),
        next_(n_rows_, -1) {
    result_.labels.assign(n_rows_, -1);
    result_.similarity.assign(n_rows_, 0.0);
    result_.lengths.assign(centres.size(), 0.0);
    result_.centres = std::move(centres);
  }

  SphericalKMeans operator()() {
    prepare();
    while (result_.n_iter < options_.max_iter) {
      ++result_.n_iter;
      assign();
      if (!take_over_labels()) {
        result_.converged = true;
        return std::move(result_);
      }
      const auto moved = update();
      if (options_.tol > 0.0 && moved <= tolerance_) {
        result_.converged = true;
        break;
      }
    }
    assign();
    result_.labels = next_;
    return std::move(result_);
  }

 private:
  // Calls `loop(run)` as this round's share of the call.
  template <class F>
  void in_this_round(F&& loop) {
    const auto at = [&](int round) { return base::Share::whole * round / options_.max_iter; };
    const auto rounds = std::max(result_.n_iter, 1);
    base::Share share(run_, at(rounds - 1), at(rounds), &told_);
    loop(share.run());
    between_(run_, told_, base::Share::whole);
  }

  [[nodiscard]] double weight(std::size_t i) const { return weights_.empty() ? 1.0 : weights_[i]; }
  [[nodiscard]] bool counts(std::size_t i) const { return row_length_[i] > 0.0 && weight(i) > 0.0; }

  void prepare() {
    in_this_round([&](const base::Run& run) {
      base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
        base::Pace pace(checkpoint);
        ClusterSum sum(x_.n_cols);
        double squares = 0.0;
        for (std::size_t i = 0; i < n_rows_; ++i) {
          const auto row = x_.row(static_cast<Index>(i));
          const auto square = sparse::dot(row, row);
          row_length_[i] = std::sqrt(square);
          squares += square;
          if (options_.tol > 0.0) sum.add(row, 1.0, pace);
          pace.count(row.size() + 1);
        }
        const auto n = static_cast<double>(n_rows_);
        const auto of_mean = sum.length() / n;
        tolerance_ = options_.tol * (squares / n - of_mean * of_mean) / x_.n_cols;
      });
    });
    pieces_ = row_pieces(x_.indptr, result_.centres.size());
  }

  // Finds each row's nearest centre, for `next_`.
  void assign() {
    in_this_round([&](const base::Run& run) {
      base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
        index_.rebuild(result_.centres, x_.n_cols, checkpoint);
      });
    });
    in_this_round([&](const base::Run& run) {
      const auto n_pieces = pieces_.size() - 1;
      const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), n_pieces);
      std::vector<NearestCentre> nearest(n_threads, NearestCentre(index_));
      base::parallel_for(static_cast<std::int64_t>(n_pieces), run,
                         [&](std::int64_t p, base::Checkpoint& checkpoint) {
                           auto& own = nearest[static_cast<std::size_t>(checkpoint.thread())];
                           base::Pace pace(checkpoint);
                           const auto piece = static_cast<std::size_t>(p);
                           for (auto i = pieces_[piece]; i < pieces_[piece + 1]; ++i) {
                             assign_row(static_cast<std::size_t>(i), own, pace);
                           }
                         });
    });
  }

  void assign_row(std::size_t i, NearestCentre& nearest, base::Pace& pace) {
    pace.count(1);
    const auto label = result_.labels[i];
    if (row_length_[i] == 0.0) {
      next_[i] = 0;
      return;
    }
    if (label >= 0) {
      next_[i] = label;
      others_[i] = most_after_move(others_[i], row_length_[i], farthest_.but(label));
      if (others_[i] < result_.similarity[i]) return;
    }
    const auto found = nearest.of(x_.row(static_cast<Index>(i)), pace);
    next_[i] = found.centre;
    others_[i] = found.others;
    result_.similarity[i] = found.similarity;
  }

  // Whether a label changed; marks the clusters that are to be averaged anew.
  bool take_over_labels() {
    const auto n_clusters = result_.centres.size();
    changed_.assign(n_clusters, false);
    bool any = false;
    for (std::size_t i = 0; i < n_rows_; ++i) {
      if (next_[i] == result_.labels[i]) continue;
      any = true;
      if (result_.labels[i] >= 0) changed_[static_cast<std::size_t>(result_.labels[i])] = true;
      changed_[static_cast<std::size_t>(next_[i])] = true;
    }
    result_.labels = next_;
    return fill_empty() || any;
  }

  // Gives clusters without rows the rows that are farthest from their centres. Whether it did.
  bool fill_empty() {
    std::vector<Index> sizes(result_.centres.size(), 0);
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
      others_[i] = std::max(others_[i], result_.similarity[i]);
      result_.labels[i] = static_cast<Index>(c);
      any = true;
    }
    return any;
  }

  // Moves the centres of changed clusters, and gives the sum of squared distances.
  double update() {
    const auto n_clusters = result_.centres.size();
    std::vector<std::size_t> changed;
    for (std::size_t c = 0; c < n_clusters; ++c) {
      if (changed_[c]) changed.push_back(c);
    }
    std::vector<double> moved(n_clusters, 0.0);
    ByCluster members;
    in_this_round([&](const base::Run& run) {
      base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
        members = by_cluster(result_.labels, static_cast<Index>(n_clusters), checkpoint);
      });
    });
    in_this_round([&](const base::Run& run) {
      const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), changed.size());
      while (sums_.size() < n_threads) sums_.emplace_back(x_.n_cols);
      base::parallel_for(static_cast<std::int64_t>(changed.size()), run,
                         [&](std::int64_t p, base::Checkpoint& checkpoint) {
                           const auto c = changed[static_cast<std::size_t>(p)];
                           base::Pace pace(checkpoint);
                           auto& sum = sums_[static_cast<std::size_t>(checkpoint.thread())];
                           moved[c] = move(c, members[c], sum, pace);
                         });
    });
    farthest_ = {};
    double squares = 0.0;
    for (std::size_t c = 0; c < n_clusters; ++c) {
      squares += moved[c] * moved[c];
      if (moved[c] > farthest_.first) {
        farthest_ = {c, moved[c], farthest_.first};
      } else {
        farthest_.second = std::max(farthest_.second, moved[c]);
      }
    }
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
  std::span<const double> weights_;
  SphericalKMeansOptions options_;
  base::Run run_;
  std::int64_t told_ = 0;
  base::BetweenLoops between_;
  std::size_t n_rows_;
  double tolerance_ = 0.0;
  std::vector<double> row_length_;
  std::vector<double> others_;  // at least the cosine to any centre but the own
  std::vector<Index> next_;     // labels in the making
  std::vector<Index> pieces_;
  std::vector<bool> changed_;
  std::vector<ClusterSum> sums_;
  Farthest farthest_;
  CentreIndex index_;
  SphericalKMeans result_;
};

}  // namespace

template <class T>
SphericalKMeans spherical_kmeans(const sparse::CsrView<T>& x, std::span<const double> weights,
                                 std::vector<Centre> centres, const SphericalKMeansOptions& options,
                                 const base::Run& run) {
  check(x, weights, centres, options);
  const auto divided = sparse::unit_rows<T>(x.indptr, x.values, run);
  const sparse::CsrView<T> unit{x.indptr, x.indices,
                                divided.empty() ? x.values : std::span<const T>(divided), x.n_cols};
  return Lloyd<T>(unit, weights, std::move(centres), options, run)();
}

template SphericalKMeans spherical_kmeans(const sparse::CsrView<float>&, std::span<const double>,
                                          std::vector<Centre>, const SphericalKMeansOptions&,
                                          const base::Run&);
template SphericalKMeans spherical_kmeans(const sparse::CsrView<double>&, std::span<const double>,
                                          std::vector<Centre>, const SphericalKMeansOptions&,
                                          const base::Run&);

}  // namespace broadsheet::clustering
