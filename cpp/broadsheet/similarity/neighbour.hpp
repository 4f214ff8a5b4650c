// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broadsheet/base/index.hpp"

namespace broadsheet::similarity {

/// A row that is near another.
template <class T>
struct Neighbour {
  T score;
  Index row;
};

/// The order of neighbours: by falling score, then row. Total, where no score is NaN.
template <class T>
[[nodiscard]] bool better(const Neighbour<T>& a, const Neighbour<T>& b) {
  return a.score > b.score || (a.score == b.score && a.row < b.row);
}

}  // namespace broadsheet::similarity
