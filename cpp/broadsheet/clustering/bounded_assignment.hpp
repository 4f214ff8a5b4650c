// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/centre.hpp"
#include "broadsheet/clustering/centre_index.hpp"
#include "broadsheet/clustering/round_progress.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Assigns rows to their nearest centres, round by round, and looks only where something may have
/// changed: simplified Elkan (Newling and Fleuret 2016) on cosines. Each row has a bound on its
/// cosine to each centre, which moves with it (`BoundMove`); its cosine to its own centre is known
/// exactly. Centres are seen in tiles of eight, put together by how far they moved; a tile of which
/// no bound reaches that stays unseen. A row that is reached by many, as in the first rounds, meets
/// all centres at once instead
/// (`CentreIndex`).
///
/// Bounds take 4 bytes a row and centre, but not more than 16 an entry of the matrix or 4 a row:
/// where they would, eight centres or a multiple share one. A tile that is laid out over all
/// columns takes 32 bytes a column for each thread.
template <class T>
class BoundedAssignment {
 public:
  /// @param unit     rows of length 1 but for rounding, or of zeros; borrowed.
  /// @param lengths  shape (n_rows,); the rows' lengths, borrowed.
  BoundedAssignment(const sparse::CsrView<T>& unit, std::span<const double> lengths,
                    std::size_t n_centres);

  /// Brings labels up to date with the centres.
  ///
  /// @param moved       shape (n_centres,); how far each is from where it was at the last call.
  /// @param labels      shape (n_rows,); -1 everywhere at the first call. Rows of zeros get 0.
  /// @param similarity  shape (n_rows,); the canonical dot products with the centres of `labels`,
  ///                    as these are now; afterwards with those of the new labels.
  void operator()(std::span<const Centre> centres, std::span<const double> moved,
                  std::span<Index> labels, std::span<double> similarity, RoundProgress& progress);

  /// Says that a row was taken from one cluster for another, by hand.
  void taken(std::size_t row, Index from, double similarity);

 private:
  // A row that may belong to another centre, and its canonical dot product with it.
  struct Candidate {
    Index row;
    Index centre;
    double similarity;
  };
  // Some rows against a run of bounds: those of a tile, or one that several tiles share.
  struct Block {
    std::size_t run;
    std::size_t first;
    std::size_t last;
  };

  // Moves all bounds, and counts for each row the runs with one that reaches the cosine to its own
  // centre.
  void move_bounds(std::span<const double> moved, RoundProgress& progress);
  // Which rows meet all centres at once.
  [[nodiscard]] std::vector<Index> reached_by_many();
  void look_at_all(std::span<const Index> rows, std::span<const Centre> centres,
                   std::span<Index> labels, std::span<double> similarity, RoundProgress& progress);
  void look_where_bounds_reach(std::span<const Centre> centres, std::span<Index> labels,
                               std::span<double> similarity, RoundProgress& progress);
  void look(const Block& block, std::span<const Centre> centres, std::span<const Index> labels,
            std::span<const double> similarity, base::Buffer<float>& laid_out,
            std::vector<Candidate>& candidates, base::Pace& pace);
  void look_at_tile(std::span<const Index> tile_of, std::span<const Index> rows,
                    std::span<const Centre> centres, std::span<const Index> labels,
                    std::span<const double> similarity, base::Buffer<float>& laid_out,
                    std::vector<Candidate>& candidates, base::Pace& pace);

  // What a bound is for a dot product with a row of length `length`, rounded up.
  [[nodiscard]] static float as_bound(double most, double length) {
    return static_cast<float>(most / length) + 1e-6F;
  }
  // A row's bound on the centres that `centre` shares it with.
  [[nodiscard]] float& bound(std::size_t centre, std::size_t row) {
    return bounds_[centre / per_bound_ * n_rows_ + row];
  }

  sparse::CsrView<T> x_;
  std::span<const double> lengths_;
  std::size_t n_rows_;
  std::size_t n_centres_;
  std::size_t per_bound_;  // centres that share one
  std::size_t n_bounds_;   // of a row
  std::size_t per_run_;    // bounds
  std::size_t n_runs_;
  std::vector<Index> order_;  // of bounds, which runs are cut from
  std::vector<Block> blocks_;
  base::Buffer<float> bounds_;   // shape (n_bounds_, n_rows); excluding a row's own centre
  std::vector<float> own_;       // shape (n_rows,); the cosine to the own centre, rounded down; or
                                 // above any
  std::vector<Index> reaching_;  // shape (n_rows,); runs
  std::vector<base::Buffer<float>> laid_out_;  // shape (n_cols, tile) for each thread
  CentreIndex index_;
};

}  // namespace broadsheet::clustering
