// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "broadsheet/sparse/csr.hpp"
#include "reference/explain.hpp"

namespace broadsheet::reference {

/// A term with its number: (column, contribution or weight).
using Terms = std::vector<std::pair<Index, double>>;

struct PairTerms {
  Terms shared;
  Terms only_first;
  Terms only_second;
  double rest = 0.0;
};

/// By falling absolute number, then column; those behind the k-th are cut off and summed.
inline double keep_heaviest(Terms& terms, Index k) {
  std::sort(terms.begin(), terms.end(), [](const auto& s, const auto& t) {
    const auto a = std::abs(s.second);
    const auto b = std::abs(t.second);
    return a > b || (a == b && s.first < t.first);
  });
  double rest = 0.0;
  while (terms.size() > static_cast<std::size_t>(k)) {
    rest += terms.back().second;
    terms.pop_back();
  }
  return rest;
}

/// Goes through all columns of two dense rows. O(n_cols log n_cols).
inline PairTerms pair_terms(const std::vector<double>& first, const std::vector<double>& second,
                            Index k) {
  PairTerms pair;
  for (std::size_t t = 0; t < first.size(); ++t) {
    const auto column = static_cast<Index>(t);
    if (first[t] != 0.0 && second[t] != 0.0) {
      const auto product = first[t] * second[t];
      if (product != 0.0) pair.shared.emplace_back(column, product);
    } else if (first[t] != 0.0) {
      pair.only_first.emplace_back(column, first[t]);
    } else if (second[t] != 0.0) {
      pair.only_second.emplace_back(column, second[t]);
    }
  }
  pair.rest = keep_heaviest(pair.shared, k);
  keep_heaviest(pair.only_first, k);
  keep_heaviest(pair.only_second, k);
  return pair;
}

}  // namespace broadsheet::reference
