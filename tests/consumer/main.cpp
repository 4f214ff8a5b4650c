// SPDX-License-Identifier: Apache-2.0
// One call into the installed core: exit code 0 if its answer is right.
#include <array>

#include "broadsheet/sparse/dot.hpp"

int main() {
  const std::array<broadsheet::Index, 2> columns{0, 3};
  const std::array<double, 2> weights{0.6, 0.8};
  const broadsheet::sparse::Row<double> article{columns, weights};
  return broadsheet::sparse::dot(article, article) == 0.6 * 0.6 + 0.8 * 0.8 ? 0 : 1;
}
