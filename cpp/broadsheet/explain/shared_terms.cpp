// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/shared_terms.hpp"

#include <algorithm>
#include <cstddef>

namespace broadsheet::explain {

template <class T>
SharedTerms shared_terms(const sparse::Row<T>& a, const sparse::Row<T>& b) {
  struct Term {
    double contribution;
    Index column;
  };
  SharedTerms shared;
  std::vector<Term> terms;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a.columns[i] < b.columns[j]) {
      ++i;
    } else if (b.columns[j] < a.columns[i]) {
      ++j;
    } else {
      const auto product = static_cast<double>(a.values[i]) * static_cast<double>(b.values[j]);
      shared.similarity += product;
      if (product != 0.0) terms.push_back({product, a.columns[i]});
      ++i;
      ++j;
    }
  }
  std::sort(terms.begin(), terms.end(), [](const Term& s, const Term& t) {
    return s.contribution > t.contribution ||
           (s.contribution == t.contribution && s.column < t.column);
  });
  shared.columns.reserve(terms.size());
  shared.contributions.reserve(terms.size());
  for (const auto& term : terms) {
    shared.columns.push_back(term.column);
    shared.contributions.push_back(term.contribution);
  }
  return shared;
}

template SharedTerms shared_terms(const sparse::Row<float>&, const sparse::Row<float>&);
template SharedTerms shared_terms(const sparse::Row<double>&, const sparse::Row<double>&);

}  // namespace broadsheet::explain
