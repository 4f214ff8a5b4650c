// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/clustering/labels.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// The rows of each cluster, ascending. O(n_rows).
[[nodiscard]] std::vector<std::vector<Index>> members_of(const Labels& labels);

/// Mean cosines inside sets of unit rows, by the sum of a set: the dot product with the sum is that
/// with all rows of it. Borrows the rows; has room for one value a term.
template <class T>
class MeanCosines {
 public:
  explicit MeanCosines(const sparse::CsrView<T>& x)
      : x_(x), sum_(static_cast<std::size_t>(x.n_cols)) {}

  /// The mean cosine of each row of a set to the others of it; 0 where there is no other. Shape
  /// (rows.size(),). O(their entries).
  [[nodiscard]] std::vector<double> of_each(std::span<const Index> rows,
                                            base::Checkpoint& checkpoint) {
    for (const auto row : rows) {
      checkpoint();
      const auto entries = x_.row(row);
      for (std::size_t e = 0; e < entries.columns.size(); ++e) {
        sum_[static_cast<std::size_t>(entries.columns[e])] +=
            static_cast<double>(entries.values[e]);
      }
    }
    std::vector<double> means;
    means.reserve(rows.size());
    for (const auto row : rows) {
      checkpoint();
      auto dot = 0.0;
      auto own = 0.0;
      const auto entries = x_.row(row);
      for (std::size_t e = 0; e < entries.columns.size(); ++e) {
        const auto value = static_cast<double>(entries.values[e]);
        dot += value * sum_[static_cast<std::size_t>(entries.columns[e])];
        own += value * value;
      }
      const auto others = static_cast<double>(rows.size()) - 1.0;
      means.push_back(others > 0.0 ? (dot - own) / others : 0.0);
    }
    for (const auto row : rows) {
      for (const auto column : x_.row(row).columns) sum_[static_cast<std::size_t>(column)] = 0.0;
    }
    return means;
  }

 private:
  sparse::CsrView<T> x_;
  std::vector<double> sum_;  // of the rows of a set; zero between calls
};

}  // namespace broadsheet::clustering
