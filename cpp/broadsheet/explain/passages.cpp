// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/passages.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/transpose.hpp"

namespace broadsheet::explain {
namespace {

void validate_weights(std::span<const double> weights, Index n_first, Index n_second) {
  if (n_first != n_second) {
    throw std::invalid_argument("first has " + std::to_string(n_first) +
                                " columns, but second has " + std::to_string(n_second));
  }
  if (weights.size() != static_cast<std::size_t>(n_first)) {
    throw std::invalid_argument("weights has " + std::to_string(weights.size()) +
                                " entries, but there are " + std::to_string(n_first) + " terms");
  }
  for (std::size_t t = 0; t < weights.size(); ++t) {
    if (std::isfinite(weights[t]) && weights[t] >= 0.0) continue;
    throw std::invalid_argument("weights[" + std::to_string(t) +
                                "] must be finite and at least 0, got " +
                                std::to_string(weights[t]));
  }
}

template <class T>
double weight_of(const sparse::Row<T>& row, std::span<const double> weights) {
  double sum = 0.0;
  for (std::size_t e = 0; e < row.size(); ++e) {
    if (row.values[e] != T{0}) sum += weights[static_cast<std::size_t>(row.columns[e])];
  }
  return sum;
}

}  // namespace

template <class T>
BestMatches best_matches(const sparse::CsrView<T>& first, const sparse::CsrView<T>& second,
                         std::span<const double> weights, const base::Run& run) {
  validate_weights(weights, first.n_cols, second.n_cols);
  const auto sentences_of = sparse::transpose(second, run);  // each term's
  const auto n_second = static_cast<std::size_t>(second.n_rows());
  std::vector<double> second_weights(n_second);
  for (Index b = 0; b < second.n_rows(); ++b) {
    second_weights[static_cast<std::size_t>(b)] = weight_of(second.row(b), weights);
  }
  const auto n_first = static_cast<std::size_t>(first.n_rows());
  BestMatches best{std::vector<Index>(n_first, -1), std::vector<double>(n_first, 0.0)};

  constexpr std::size_t per_piece = 64;
  const auto piece = [&](std::int64_t p, base::Checkpoint& checkpoint) {
    std::vector<double> shared(n_second, 0.0);
    std::vector<std::size_t> touched;
    const auto begin = static_cast<std::size_t>(p) * per_piece;
    for (auto a = begin; a < std::min(begin + per_piece, n_first); ++a) {
      const auto row = first.row(static_cast<Index>(a));
      for (std::size_t e = 0; e < row.size(); ++e) {
        const auto weight = weights[static_cast<std::size_t>(row.columns[e])];
        if (row.values[e] == T{0} || weight == 0.0) continue;
        const auto postings = sentences_of.view().row(row.columns[e]);
        base::for_each_index(postings.size(), checkpoint, [&](std::size_t q) {
          if (postings.values[q] == T{0}) return;
          const auto b = static_cast<std::size_t>(postings.columns[q]);
          if (shared[b] == 0.0) touched.push_back(b);
          shared[b] += weight;
        });
      }
      const auto own = weight_of(row, weights);
      base::for_each_index(touched.size(), checkpoint, [&](std::size_t t) {
        const auto b = touched[t];
        const auto score = shared[b] * (shared[b] / (own + second_weights[b] - shared[b]));
        shared[b] = 0.0;
        const auto row_of_b = static_cast<Index>(b);
        if (score > best.scores[a] || (score == best.scores[a] && row_of_b < best.rows[a])) {
          best.scores[a] = score;
          best.rows[a] = row_of_b;
        }
      });
      touched.clear();
    }
  };
  base::parallel_for(static_cast<std::int64_t>((n_first + per_piece - 1) / per_piece), run, piece);
  return best;
}

template BestMatches best_matches(const sparse::CsrView<float>&, const sparse::CsrView<float>&,
                                  std::span<const double>, const base::Run&);
template BestMatches best_matches(const sparse::CsrView<double>&, const sparse::CsrView<double>&,
                                  std::span<const double>, const base::Run&);

}  // namespace broadsheet::explain
