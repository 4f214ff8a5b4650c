// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/bounded_assignment.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
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

constexpr std::size_t tile = 8;  // centres: their weights of a term fill half a cache line

// Estimates the dot products of a row with the centres of a tile. Sums of even and odd entries,
// since each addition waits for the one before. As vectors of GCC and Clang: left to itself, GCC 12
// gathers one centre's weights of eight terms, which takes three times as long.
using Tile = float __attribute__((vector_size(tile * sizeof(float))));

template <class T>
void estimate(const sparse::Row<T>& row, const float* laid_out, float* result) {
  Tile even = {};
  Tile odd = {};
  const auto add = [&](Tile& sums, std::size_t e) {
    Tile line;
    std::memcpy(&line, laid_out + static_cast<std::size_t>(row.columns[e]) * tile, sizeof(line));
    sums += line * static_cast<float>(row.values[e]);
  };
  std::size_t e = 0;
  for (; e + 2 <= row.size(); e += 2) {
    add(even, e);
    add(odd, e + 1);
  }
  if (e < row.size()) add(even, e);
  even += odd;
  std::memcpy(result, &even, sizeof(even));
}

// The canonical dot product of a row with one of them.
template <class T>
double canonical(const sparse::Row<T>& row, const float* laid_out, std::size_t at) {
  double sum = 0.0;
  for (std::size_t e = 0; e < row.size(); ++e) {
    sum += static_cast<double>(laid_out[static_cast<std::size_t>(row.columns[e]) * tile + at]) *
           static_cast<double>(row.values[e]);
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
  const auto most_bounds = std::max(most / std::max(n_rows_, std::size_t{1}), std::size_t{1});
  per_bound_ = (n_centres + most_bounds - 1) / most_bounds;
  if (per_bound_ > 1) per_bound_ = (per_bound_ + tile - 1) / tile * tile;
  n_bounds_ = (n_centres + per_bound_ - 1) / per_bound_;
  per_run_ = per_bound_ > 1 ? 1 : tile;
  n_runs_ = (n_bounds_ + per_run_ - 1) / per_run_;
  order_.resize(n_bounds_);
  std::iota(order_.begin(), order_.end(), Index{0});
  for (std::size_t run = 0; run < n_runs_; ++run) {
    for (std::size_t first = 0; first < n_rows_; first += rows_per_block) {
      blocks_.push_back({run, first, std::min(first + rows_per_block, n_rows_)});
    }
  }
}

template <class T>
void BoundedAssignment<T>::operator()(std::span<const Centre> centres,
                                      std::span<const double> moved, std::span<Index> labels,
                                      std::span<double> similarity, RoundProgress& progress) {
  if (bounds_.empty()) {
    bounds_.resize(n_bounds_ * n_rows_);
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
  auto& most = bound(static_cast<std::size_t>(from), row);
  most = std::max(most, as_bound(similarity, lengths_[row]));
}

template <class T>
void BoundedAssignment<T>::move_bounds(std::span<const double> moved, RoundProgress& progress) {
  std::vector<BoundMove> moves;
  for (std::size_t first = 0; first < n_centres_; first += per_bound_) {
    const auto sharing = moved.subspan(first, std::min(per_bound_, n_centres_ - first));
    moves.emplace_back(*std::max_element(sharing.begin(), sharing.end()));
  }
  const auto farther = [&](Index a, Index b) {
    const auto by_a = moved[static_cast<std::size_t>(a)];
    const auto by_b = moved[static_cast<std::size_t>(b)];
    return by_a > by_b || (by_a == by_b && a < b);
  };
  if (per_bound_ == 1) std::sort(order_.begin(), order_.end(), farther);
  const auto n_pieces = (n_rows_ + rows_per_move - 1) / rows_per_move;
  progress([&](const base::Run& run) {
    base::parallel_for(static_cast<std::int64_t>(n_pieces), run,
                       [&](std::int64_t p, base::Checkpoint& checkpoint) {
                         const auto first = static_cast<std::size_t>(p) * rows_per_move;
                         const auto n = std::min(rows_per_move, n_rows_ - first);
                         const float* const own = own_.data() + first;
                         Index* const reaching = reaching_.data() + first;
                         std::fill_n(reaching, n, Index{0});
                         std::array<Index, rows_per_move> reached;
                         for (std::size_t at = 0; at < n_bounds_; ++at) {
                           checkpoint();
                           if (at % per_run_ == 0) reached.fill(0);
                           const auto b = static_cast<std::size_t>(order_[at]);
                           const auto move = moves[b];
                           float* const bounds = bounds_.data() + b * n_rows_ + first;
                           for (std::size_t i = 0; i < n; ++i) {
                             const auto most = std::max(least, move(bounds[i]));
                             bounds[i] = most;
                             reached[i] = most >= own[i] ? Index{1} : reached[i];
                           }
                           if ((at + 1) % per_run_ != 0 && at + 1 < n_bounds_) continue;
                           for (std::size_t i = 0; i < n; ++i) reaching[i] += reached[i];
                         }
                       });
  });
}

// To meet all centres at once costs as much as two tiles by themselves, and four of five of all;
// and the index must be made for enough of such rows.
template <class T>
std::vector<Index> BoundedAssignment<T>::reached_by_many() {
  std::vector<Index> rows;
  for (std::size_t i = 0; i < n_rows_; ++i) {
    const auto n_tiles =
        static_cast<std::size_t>(reaching_[i]) * std::max(per_bound_ / tile, std::size_t{1});
    if (n_tiles > 2 + n_centres_ / 10) rows.push_back(static_cast<Index>(i));
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
      for (std::size_t first = 0; first < n_centres_; first += per_bound_) bound(first, i) = least;
      pace.count(n_bounds_);
      return;
    }
    const auto row = x_.row(static_cast<Index>(i));
    const auto found = nearest.of(row, pace, {labels[i], similarity[i]});
    labels[i] = found.centre;
    similarity[i] = found.similarity;
    const auto estimates = nearest.estimates();
    const auto error = estimate_error(row.size());
    for (std::size_t first = 0; first < n_centres_; first += per_bound_) {
      auto largest = -std::numeric_limits<float>::infinity();
      for (auto c = first; c < std::min(first + per_bound_, n_centres_); ++c) {
        if (static_cast<Index>(c) != found.centre) largest = std::max(largest, estimates[c]);
      }
      bound(first, i) =
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
      laid_out_.emplace_back(static_cast<std::size_t>(x_.n_cols) * tile, 0.0F);
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

// Compares the rows of a block with the centres of a run of bounds, where one of these reaches.
template <class T>
void BoundedAssignment<T>::look(const Block& block, std::span<const Centre> centres,
                                std::span<const Index> labels, std::span<const double> similarity,
                                base::Buffer<float>& laid_out, std::vector<Candidate>& candidates,
                                base::Pace& pace) {
  const auto first = block.run * per_run_;
  const auto bounds =
      std::span<const Index>(order_).subspan(first, std::min(per_run_, n_bounds_ - first));
  std::vector<Index> rows;
  for (auto i = block.first; i < block.last; ++i) {
    const auto of_row = [&](Index b) -> float& {
      return bounds_[static_cast<std::size_t>(b) * n_rows_ + i];
    };
    if (std::none_of(bounds.begin(), bounds.end(), [&](Index b) { return of_row(b) >= own_[i]; })) {
      continue;
    }
    rows.push_back(static_cast<Index>(i));
    for (const auto b : bounds) of_row(b) = least;
  }
  pace.count((block.last - block.first) * bounds.size());
  if (rows.empty()) return;
  std::vector<Index> seen(bounds.begin(), bounds.end());
  if (per_bound_ > 1) {
    const auto from = block.run * per_bound_;
    seen.resize(std::min(per_bound_, n_centres_ - from));
    std::iota(seen.begin(), seen.end(), static_cast<Index>(from));
  }
  for (std::size_t c = 0; c < seen.size(); c += tile) {
    look_at_tile(std::span<const Index>(seen).subspan(c, std::min(tile, seen.size() - c)), rows,
                 centres, labels, similarity, laid_out, candidates, pace);
  }
}

template <class T>
void BoundedAssignment<T>::look_at_tile(std::span<const Index> tile_of, std::span<const Index> rows,
                                        std::span<const Centre> centres,
                                        std::span<const Index> labels,
                                        std::span<const double> similarity,
                                        base::Buffer<float>& laid_out,
                                        std::vector<Candidate>& candidates, base::Pace& pace) {
  const auto for_each_entry = [&](auto&& f) {
    for (std::size_t at = 0; at < tile_of.size(); ++at) {
      const auto centre = centres[static_cast<std::size_t>(tile_of[at])].row();
      pace.each(centre.size(), [&](std::size_t e) {
        f(laid_out[static_cast<std::size_t>(centre.columns[e]) * tile + at], centre.values[e]);
      });
    }
  };
  for_each_entry([](float& weight, float value) { weight = value; });
  for (const auto index : rows) {
    const auto i = static_cast<std::size_t>(index);
    const auto row = x_.row(index);
    std::array<float, tile> estimates;
    estimate(row, laid_out.data(), estimates.data());
    const auto error = estimate_error(row.size());
    for (std::size_t at = 0; at < tile_of.size(); ++at) {
      const auto c = tile_of[at];
      if (labels[i] == c) continue;
      auto most = static_cast<double>(estimates[at]) + error;
      if (most >= similarity[i]) {
        most = canonical(row, laid_out.data(), at);
        candidates.push_back({index, c, most});
      }
      auto& known = bound(static_cast<std::size_t>(c), i);
      known = std::max(known, as_bound(most, lengths_[i]));
    }
    pace.count(row.size() + tile);
  }
  for_each_entry([](float& weight, float) { weight = 0.0F; });
}

template class BoundedAssignment<float>;
template class BoundedAssignment<double>;

}  // namespace broadsheet::clustering
