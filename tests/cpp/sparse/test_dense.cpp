// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <random>
#include <vector>

#include "broadsheet/sparse/dense.hpp"
#include "catch.hpp"

namespace broadsheet::sparse {
namespace {

TEST_CASE("every row of a meets every row of b, and nothing else is written", "[sparse]") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> quarter(-4, 4);  // sums of sixteenths: exact in any order
  for (const Index n_columns : {0, 1, 5, 64, 130}) {
    for (const Index n_a : {1, 3, 64}) {
      for (const Index n_b : {1, 7, 100}) {
        const Index stride = n_b + 2;
        std::vector<float> a(static_cast<std::size_t>(n_a * n_columns));
        std::vector<float> b(static_cast<std::size_t>(n_b * n_columns));
        for (auto& value : a) value = static_cast<float>(quarter(random)) / 4.0F;
        for (auto& value : b) value = static_cast<float>(quarter(random)) / 4.0F;
        std::vector<float> out(static_cast<std::size_t>(n_a * stride), 99.0F);
        multiply_rows(a, b, n_columns, out, stride);
        for (Index i = 0; i < n_a; ++i) {
          for (Index j = 0; j < stride; ++j) {
            float expected = n_columns == 0 || j >= n_b ? 99.0F : 0.0F;
            for (Index c = 0; c < n_columns && j < n_b; ++c) {
              expected += a[static_cast<std::size_t>(i * n_columns + c)] *
                          b[static_cast<std::size_t>(j * n_columns + c)];
            }
            REQUIRE(out[static_cast<std::size_t>(i * stride + j)] == expected);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace broadsheet::sparse
