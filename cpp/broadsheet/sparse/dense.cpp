// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/dense.hpp"

#include <Eigen/Core>

namespace broadsheet::sparse {

void multiply_rows(std::span<const float> a, std::span<const float> b, Index n_columns,
                   std::span<float> out, Index stride) {
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  if (n_columns == 0) return;
  const auto n_a = static_cast<Eigen::Index>(a.size()) / n_columns;
  const auto n_b = static_cast<Eigen::Index>(b.size()) / n_columns;
  const Eigen::Map<const Rows> left(a.data(), n_a, n_columns);
  const Eigen::Map<const Rows> right(b.data(), n_b, n_columns);
  Eigen::Map<Rows, 0, Eigen::OuterStride<>> product(out.data(), n_a, n_b,
                                                    Eigen::OuterStride<>(stride));
  product.noalias() = left * right.transpose();
}

}  // namespace broadsheet::sparse
