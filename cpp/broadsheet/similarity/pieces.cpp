// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/pieces.hpp"

namespace broadsheet::similarity {

std::vector<Index> cut_rows(std::span<const Offset> work, Offset per_piece) {
  std::vector<Index> ends{0};
  Offset sum = 0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    sum += work[i];
    if (sum >= per_piece || i + 1 == work.size()) {
      ends.push_back(static_cast<Index>(i + 1));
      sum = 0;
    }
  }
  return ends;
}

}  // namespace broadsheet::similarity
