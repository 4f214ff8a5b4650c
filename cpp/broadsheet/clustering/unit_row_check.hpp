// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <stdexcept>
#include <string>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::clustering {

/// Whether a check takes rows with values below 0.
enum class Negative { refused, taken };

/// Holds the rows of X to be of length 1 (to 0.001), or zero. O(n_entries), on one thread.
/// @throws std::invalid_argument  naming the first row with another length, or a negative value.
template <class T>
void require_unit_rows(const sparse::CsrView<T>& x, Negative negative, const base::Run& run) {
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (Index i = 0; i < x.n_rows(); ++i) {
      double squares = 0.0;
      for (const auto value : x.row(i).values) {
        if (value < T{0} && negative == Negative::refused) {
          throw std::invalid_argument("X has a negative value in row " + std::to_string(i) +
                                      "; agglomerative clustering needs weights of 0 or more");
        }
        squares += static_cast<double>(value) * static_cast<double>(value);
      }
      if (squares != 0.0 && std::abs(std::sqrt(squares) - 1.0) > 1e-3) {
        throw std::invalid_argument("X has length " + std::to_string(std::sqrt(squares)) +
                                    " in row " + std::to_string(i) +
                                    "; divide each row by its length first");
      }
      pace.count(x.row(i).size() + 1);
    }
  });
}

}  // namespace broadsheet::clustering
