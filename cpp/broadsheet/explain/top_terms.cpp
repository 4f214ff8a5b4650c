// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/top_terms.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/explain/column_sums.hpp"
#include "broadsheet/explain/members.hpp"

namespace broadsheet::explain {
namespace {

struct Term {
  double score;
  Index column;
};

bool better(const Term& a, const Term& b) {
  return a.score > b.score || (a.score == b.score && a.column < b.column);
}

template <class T>
std::vector<double> sums_of_columns(const sparse::CsrView<T>& x) {
  std::vector<double> sums(static_cast<std::size_t>(x.n_cols), 0.0);
  for (std::size_t e = 0; e < x.indices.size(); ++e) {
    sums[static_cast<std::size_t>(x.indices[e])] += static_cast<double>(x.values[e]);
  }
  return sums;
}

}  // namespace

template <class T>
sparse::Csr<double> top_terms(const sparse::CsrView<T>& x, std::span<const Index> labels,
                              Index n_clusters, Index k) {
  if (k < 1) throw std::invalid_argument("k must be at least 1, got " + std::to_string(k));
  const auto members = members_of_clusters(labels, x.n_rows(), n_clusters);
  const auto everywhere = sums_of_columns(x);
  sparse::Csr<double> result;
  result.n_cols = x.n_cols;
  ColumnSums inside(x.n_cols);
  std::vector<Term> terms;
  for (Index c = 0; c < n_clusters; ++c) {
    const auto rows = members.of(c);
    const auto n_inside = static_cast<double>(rows.size());
    const auto n_outside = static_cast<double>(labels.size() - rows.size());
    for (const auto i : rows) inside.add(x.row(i));
    terms.clear();
    for (const auto column : inside.columns()) {
      const auto sum = inside.sum(column);
      const auto rest = everywhere[static_cast<std::size_t>(column)] - sum;
      const auto outside = n_outside > 0.0 ? rest / n_outside : 0.0;
      const auto share = static_cast<double>(inside.count(column)) / n_inside;
      const auto score = (sum / n_inside - outside) * share;
      if (score > 0.0) terms.push_back({score, column});
    }
    inside.clear();
    const auto n = std::min(terms.size(), static_cast<std::size_t>(k));
    const auto end = terms.begin() + static_cast<std::ptrdiff_t>(n);
    std::partial_sort(terms.begin(), end, terms.end(), better);
    for (auto term = terms.begin(); term != end; ++term) {
      result.indices.push_back(term->column);
      result.values.push_back(term->score);
    }
    result.indptr.push_back(static_cast<Offset>(result.indices.size()));
  }
  return result;
}

template sparse::Csr<double> top_terms(const sparse::CsrView<float>&, std::span<const Index>, Index,
                                       Index);
template sparse::Csr<double> top_terms(const sparse::CsrView<double>&, std::span<const Index>,
                                       Index, Index);

}  // namespace broadsheet::explain
