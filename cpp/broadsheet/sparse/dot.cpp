// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/dot.hpp"

namespace broadsheet::sparse {

template <class T>
double dot(const Row<T>& a, const Row<T>& b) {
  double sum = 0.0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a.columns[i] < b.columns[j]) {
      ++i;
    } else if (b.columns[j] < a.columns[i]) {
      ++j;
    } else {
      sum += static_cast<double>(a.values[i++]) * static_cast<double>(b.values[j++]);
    }
  }
  return sum;
}

template double dot(const Row<float>&, const Row<float>&);
template double dot(const Row<double>&, const Row<double>&);

}  // namespace broadsheet::sparse
