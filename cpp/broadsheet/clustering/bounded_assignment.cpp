// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/bounded_assignment.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>

#include "broadsheet/clustering/cosine_bound.hpp"
#include "broadsheet/clustering/nearest_centre.hpp"
#include "broadsheet/clustering/row_pieces.hpp"

namespace broadsheet::clustering {
namespace {

constexpr std::size_t bounds_per_entry = 4;
constexpr std::size_t rows_per_block = std::size_t{1} << 15;
constexpr float least = -1.0F;  // of cosines
constexpr std::size_t rows_per_move = std::size_t{1} << 10;
constexpr float above_any = 2.0F;  // cosine

// Estimates the dot product of a row with a vector over all columns. Four sums, since each addition
// waits for the one before.
template <class T>
float estimate(const sparse::Row<T>& row, const float* laid_out) {
  float sums[4] = {0.0F, 0.0F, 0.0F, 0.0F};
  const auto product = [&](std::size_t e) {
    return static_cast<float>(row.values[e]) * laid_out[row.columns[e]];
  };
  std::size_t e = 0;
  for (; e + 4 <= row.size(); e += 4) {
    for (std::size_t s = 0; s < 4; ++s) sums[s] += product(e + s);
  }
  for (; e < row.size(); ++e) sums[0] += product(e);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

template <class T>
double canonical(const sparse::Row<T>& row, const float* laid_out) {
  double sum = 0.0;
  for (std::size_t e = 0; e < row.size(); ++e) {
    sum += static_cast<double>(laid_out[row.columns[e]]) * static_cast<double>(row.values[e]);
  }
  return sum;
}

}  // namespace

template <class T>
BoundedAssignment<T>::BoundedAssignment(const sparse::CsrView<T>& unit,
                                        std::span<const double> lengths, std::size_t n_centres)
    : x_(unit),
      lengths_(lengths),
      n_rows_(lengths.size()),
      n_centres_(n_centres),
      own_(n_rows_),
      reaching_(n_rows_) {
  const auto most = std::max(bounds_per_entry * unit.indices.size(), n_rows_);
  const auto most_groups = std::max(most / std::max(n_rows_, std::size_t{1}), std::size_t{1});
  per_bound_ = (n_centres + most_groups - 1) / most_groups;
  n_groups_ = (n_centres + per_bound_ - 1) / per_bound_;
  for (std::size_t group = 0; group < n_groups_; ++group) {
    for (std::size_t first = 0; first < n_rows_; first += rows_per_block) {
      blocks_.push_back({group, first, std::min(first + rows_per_block, n_rows_)});
    }
  }
}

template <class T>
void BoundedAssignment<T>::operator()(std::span<const Centre> centres,
                                      std::span<const double> moved, std::span<Index> labels,
                                      std::span<double> similarity, RoundProgress& progress) {
  if (bounds_.empty()) {
    bounds_.resize(n_groups_ * n_rows_);
    std::vector<Index> all(n_rows_);
    std::iota(all.begin(), all.end(), Index{0});
    look_at_all(all, centres, labels, similarity, progress);
    return;
  }
  for (std::size_t i = 0; i < n_rows_; ++i) {
    own_[i] =
        lengths_[i] > 0.0 ? static_cast<float>(similarity[i] / lengths_[i]) - 1e-6F : above_any;
  }
  move_bounds(moved, progress);
  const auto rows = reached_by_many();
  if (!rows.empty()) {
    look_at_all(rows, centres, labels, similarity, progress);
    for (const auto row : rows) own_[static_cast<std::size_t>(row)] = above_any;  // done with
  }
  look_where_bounds_reach(centres, labels, similarity, progress);
}

template <class T>
void BoundedAssignment<T>::taken(std::size_t row, Index from, double similarity) {
  auto& bound = bounds_[group_of(from) * n_rows_ + row];
  bound = std::max(bound, as_bound(similarity, lengths_[row]));
}

template <class T>
void BoundedAssignment<T>::move_bounds(std::span<const double> moved, RoundProgress& progress) {
  std::vector<BoundMove> moves;
  for (std::size_t group = 0; group < n_groups_; ++group) {
    const auto first = group * per_bound_;
    const auto centres = moved.subspan(first, std::min(per_bound_, n_centres_ - first));
    moves.emplace_back(*std::max_element(centres.begin(), centres.end()));
  }
  const auto n_pieces = (n_rows_ + rows_per_move - 1) / rows_per_move;
  progress([&](const base::Run& run) {
    base::parallel_for(static_cast<std::int64_t>(n_pieces), run,
                       [&](std::int64_t p, base::Checkpoint& checkpoint) {
                         const auto first = static_cast<std::size_t>(p) * rows_per_move;
                         const auto n = std::min(rows_per_move, n_rows_ - first);
                         const float* const own = own_.data() + first;
                         Index* const reaching = reaching_.data() + first;
                         std::fill_n(reaching, n, Index{0});
                         for (std::size_t group = 0; group < n_groups_; ++group) {
                           checkpoint();
                           const auto move = moves[group];
                           float* const bounds = bounds_.data() + group * n_rows_ + first;
                           for (std::size_t i = 0; i < n; ++i) {
                             const auto bound = std::max(least, move(bounds[i]));
                             bounds[i] = bound;
                             reaching[i] += bound >= own[i] ? 1 : 0;
                           }
                         }
                       });
  });
}

// To meet all centres at once costs as much as a few by themselves, and a sixth of all; and the
// index must be made for enough of such rows.
template <class T>
std::vector<Index> BoundedAssignment<T>::reached_by_many() {
  std::vector<Index> rows;
  for (std::size_t i = 0; i < n_rows_; ++i) {
    const auto n = static_cast<std::size_t>(reaching_[i]) * per_bound_;
    if (n > 4 + n_centres_ / 6) rows.push_back(static_cast<Index>(i));
  }
  if (rows.size() < n_rows_ / 16) rows.clear();
  return rows;
}

template <class T>
void BoundedAssignment<T>::look_at_all(std::span<const Index> rows, std::span<const Centre> centres,
                                       std::span<Index> labels, std::span<double> similarity,
                                       RoundProgress& progress) {
  progress([&](const base::Run& run) {
    base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
      index_.rebuild(centres, x_.n_cols, checkpoint);
    });
  });
  const auto look_at = [&](std::size_t i, NearestCentre& nearest, base::Pace& pace) {
    if (lengths_[i] == 0.0) {
      labels[i] = 0;
      pace.count(1);
      return;
    }
    const auto row = x_.row(static_cast<Index>(i));
    const auto found = nearest.of(row, pace, {labels[i], similarity[i]});
    labels[i] = found.centre;
    similarity[i] = found.similarity;
    const auto estimates = nearest.estimates();
    const auto error = estimate_error(row.size());
    for (std::size_t group = 0; group < n_groups_; ++group) {
      auto largest = -std::numeric_limits<float>::infinity();
      const auto end = std::min((group + 1) * per_bound_, n_centres_);
      for (auto c = group * per_bound_; c < end; ++c) {
        if (static_cast<Index>(c) != found.centre) largest = std::max(largest, estimates[c]);
      }
      bounds_[group * n_rows_ + i] =
          std::max(least, as_bound(static_cast<double>(largest) + error, lengths_[i]));
    }
    pace.count(n_centres_);
  };
  const auto ends = row_pieces(x_.indptr, rows, n_centres_);
  progress([&](const base::Run& run) {
    const auto n_pieces = ends.size() - 1;
    const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), n_pieces);
    std::vector<NearestCentre> nearest(n_threads, NearestCentre(index_));
    base::parallel_for(static_cast<std::int64_t>(n_pieces), run,
                       [&](std::int64_t p, base::Checkpoint& checkpoint) {
                         auto& own = nearest[static_cast<std::size_t>(checkpoint.thread())];
                         base::Pace pace(checkpoint);
                         const auto piece = static_cast<std::size_t>(p);
                         for (auto r = ends[piece]; r < ends[piece + 1]; ++r) {
                           look_at(static_cast<std::size_t>(rows[static_cast<std::size_t>(r)]), own,
                                   pace);
                         }
                       });
  });
}

template <class T>
void BoundedAssignment<T>::look_where_bounds_reach(std::span<const Centre> centres,
                                                   std::span<Index> labels,
                                                   std::span<double> similarity,
                                                   RoundProgress& progress) {
  std::vector<std::vector<Candidate>> candidates(blocks_.size());
  progress([&](const base::Run& run) {
    const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), blocks_.size());
    while (laid_out_.size() < n_threads) {
      laid_out_.emplace_back(static_cast<std::size_t>(x_.n_cols), 0.0F);
    }
    base::parallel_for(static_cast<std::int64_t>(blocks_.size()), run,
                       [&](std::int64_t p, base::Checkpoint& checkpoint) {
                         const auto at = static_cast<std::size_t>(p);
                         base::Pace pace(checkpoint);
                         look(blocks_[at], centres, labels, similarity,
                              laid_out_[static_cast<std::size_t>(checkpoint.thread())],
                              candidates[at], pace);
                       });
  });
  for (const auto& of_block : candidates) {
    for (const auto& [row, centre, found] : of_block) {
      const auto i = static_cast<std::size_t>(row);
      if (found < similarity[i] || (found == similarity[i] && centre > labels[i])) {
        continue;  // its bound tells so already
      }
      taken(i, labels[i], similarity[i]);
      labels[i] = centre;
      similarity[i] = found;
    }
  }
}

// Compares the rows of a block with its centres, where a bound reaches.
template <class T>
void BoundedAssignment<T>::look(const Block& block, std::span<const Centre> centres,
                                std::span<const Index> labels, std::span<const double> similarity,
                                std::vector<float>& laid_out, std::vector<Candidate>& candidates,
                                base::Pace& pace) {
  float* const bounds = bounds_.data() + block.group * n_rows_;
  std::vector<Index> rows;
  for (auto i = block.first; i < block.last; ++i) {
    if (bounds[i] < own_[i]) continue;
    rows.push_back(static_cast<Index>(i));
    bounds[i] = least;
  }
  pace.count(block.last - block.first);
  if (rows.empty()) return;
  const auto end = std::min((block.group + 1) * per_bound_, n_centres_);
  for (auto c = block.group * per_bound_; c < end; ++c) {
    const auto centre = centres[c].row();
    for (std::size_t e = 0; e < centre.size(); ++e) {
      laid_out[static_cast<std::size_t>(centre.columns[e])] = centre.values[e];
    }
    pace.count(2 * centre.size());
    for (const auto index : rows) {
      const auto i = static_cast<std::size_t>(index);
      if (labels[i] == static_cast<Index>(c)) continue;
      const auto row = x_.row(index);
      auto most = static_cast<double>(estimate(row, laid_out.data())) + estimate_error(row.size());
      if (most >= similarity[i]) {
        const auto exact = canonical(row, laid_out.data());
        candidates.push_back({index, static_cast<Index>(c), exact});
        most = exact;
      }
      bounds[i] = std::max(bounds[i], as_bound(most, lengths_[i]));
      pace.count(row.size() + 1);
    }
    for (const auto column : centre.columns) laid_out[static_cast<std::size_t>(column)] = 0.0F;
  }
}

template class BoundedAssignment<float>;
template class BoundedAssignment<double>;

}  // namespace broadsheet::clustering
