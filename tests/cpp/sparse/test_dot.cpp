// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "broadsheet/sparse/dot.hpp"
#include "catch.hpp"
#include "reference/explain.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::sparse {
namespace {

TEST_CASE("a dot product runs over the common columns", "[sparse]") {
  const Csr<double> matrix{{0, 3, 5, 5}, {0, 2, 5, 2, 5}, {1.0, 2.0, 3.0, 4.0, -5.0}, 6};
  const auto view = matrix.view();
  REQUIRE(dot(view.row(0), view.row(1)) == 2.0 * 4.0 - 3.0 * 5.0);
  REQUIRE(dot(view.row(0), view.row(0)) == 14.0);
  REQUIRE(dot(view.row(0), view.row(2)) == 0.0);
}

TEST_CASE("floats are multiplied and added in double", "[sparse]") {
  // In float the first product would be rounded, and the second lost beside it.
  const Csr<float> matrix{{0, 2}, {0, 1}, {1.0F + 0x1p-20F, 0x1p-25F}, 2};
  const auto view = matrix.view();
  const double a = 1.0 + 0x1p-20;
  REQUIRE(dot(view.row(0), view.row(0)) == a * a + 0x1p-50);
}

TEST_CASE("products are rounded before they are added: no fused multiply-add", "[sparse]") {
  // (1 + e)^2 - (1 + 2e) is 0 if the product is rounded, e^2 if it is not.
  const double e = 0x1p-30;
  const Csr<double> matrix{{0, 2, 4}, {0, 1, 0, 1}, {1.0 + 2.0 * e, 1.0 + e, -1.0, 1.0 + e}, 2};
  REQUIRE(dot(matrix.view().row(0), matrix.view().row(1)) == 0.0);
}

TEST_CASE("a dot product is symmetric, and equal to that of the dense rows", "[sparse]") {
  std::mt19937 random(3);
  const auto matrix = reference::random_csr<float>({.negative = true}, random);
  const auto view = matrix.view();
  const auto dense = reference::dense(view);
  bool equal = true;
  DenseRow laid_out(view.n_cols);
  for (Index i = 0; i < view.n_rows(); ++i) {
    laid_out.lay_out(view.row(i));
    for (Index j = 0; j < view.n_rows(); ++j) {
      equal &= laid_out.dot(view.row(j)) == dot(view.row(i), view.row(j));
      double sum = 0.0;
      for (std::size_t t = 0; t < static_cast<std::size_t>(view.n_cols); ++t) {
        sum += dense[static_cast<std::size_t>(i)][t] * dense[static_cast<std::size_t>(j)][t];
      }
      equal &= dot(view.row(i), view.row(j)) == sum;
      equal &= dot(view.row(i), view.row(j)) == dot(view.row(j), view.row(i));
    }
    laid_out.clear(view.row(i));
  }
  REQUIRE(equal);
}

}  // namespace
}  // namespace broadsheet::sparse
