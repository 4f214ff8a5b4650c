// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/norm.hpp"

#include <cmath>

namespace broadsheet::sparse {

template <class T>
void normalize(std::span<T> row, Norm norm) {
  if (norm == Norm::none) return;
  double sum = 0.0;
  for (const auto value : row) {
    sum += static_cast<double>(norm == Norm::l1 ? std::abs(value) : value * value);
  }
  if (sum == 0.0) return;
  const double length = norm == Norm::l1 ? sum : std::sqrt(sum);
  for (auto& value : row) value = static_cast<T>(static_cast<double>(value) / length);
}

template void normalize(std::span<float>, Norm);
template void normalize(std::span<double>, Norm);

}  // namespace broadsheet::sparse
