// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/clustering/centre_index.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The centre nearest to a row by cosine.
struct Nearest {
  Index centre;       ///< of equally near ones the first.
  double similarity;  ///< the canonical dot product with it.
};

/// Finds it by estimates in single precision; canonical dot products decide between what these
/// cannot tell apart. One a thread.
class NearestCentre {
 public:
  /// @param index  borrowed; it has a centre.
  explicit NearestCentre(const CentreIndex& index)
      : index_(index), estimates_(index.width()), exact_(index.width()) {}

  /// @param known  a centre with its similarity, if it is known: given back where it is the one.
  template <class T>
  [[nodiscard]] Nearest of(const sparse::Row<T>& row, base::Pace& pace,
                           const Nearest& known = {-1, 0.0});

  /// The canonical dot products of the row with all centres; valid until the next call.
  template <class T>
  [[nodiscard]] std::span<const double> similarities(const sparse::Row<T>& row, base::Pace& pace) {
    index_.scores<double>(row, exact_, pace);
    return std::span<const double>(exact_).first(index_.n_centres());
  }

  /// The estimates of the row's dot products with all centres, off by at most `estimate_error`.
  [[nodiscard]] std::span<const float> estimates() const {
    return std::span<const float>(estimates_).first(index_.n_centres());
  }

 private:
  const CentreIndex& index_;
  base::Buffer<float> estimates_;
  base::Buffer<double> exact_;
};

/// Every row's nearest centre.
struct Assignment {
  std::vector<Index> labels;  ///< shape (n_rows,).
  std::vector<double>
      similarity;  ///< shape (n_rows,); to that centre, in [-1, 1] but for rounding.
};

/// Assigns each row to its nearest centre; a row of zeros, at cosine 0 to all, to the first.
///
/// @param x        canonical; finite. Rows are divided by their lengths.
/// @param centres  as `require_centres` takes them.
/// @param run      the monitor hears thousandths of the whole.
/// @throws std::invalid_argument  as `require_centres`.
/// O(for each entry of x, the centres that have its term).
template <class T>
[[nodiscard]] Assignment assign(const sparse::CsrView<T>& x, std::span<const Centre> centres,
                                const base::Run& run);

/// The cosine of each row with each centre, as `assign`: shape (n_rows, n_centres), row by row.
template <class T>
[[nodiscard]] base::Buffer<T> centre_similarities(const sparse::CsrView<T>& x,
                                                  std::span<const Centre> centres,
                                                  const base::Run& run);

}  // namespace broadsheet::clustering
