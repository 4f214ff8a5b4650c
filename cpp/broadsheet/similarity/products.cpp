// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/products.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

// A product through postings takes about as long as estimating eight pairs that share nothing.
constexpr double pairs_a_product = 8.0;

std::vector<double> document_frequencies(std::span<const Index> terms, Index n_cols,
                                         base::Checkpoint& checkpoint) {
  std::vector<double> frequencies(static_cast<std::size_t>(n_cols));
  base::for_each_index(terms.size(), checkpoint, [&](std::size_t e) {
    frequencies[static_cast<std::size_t>(terms[e])] += 1.0;
  });
  return frequencies;
}

}  // namespace

template <class T>
double n_products(const sparse::CsrView<T>& x, const sparse::CsrView<T>& y, const base::Run& run) {
  double sum = 0.0;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    const auto of_y = document_frequencies(y.indices, y.n_cols, checkpoint);
    base::for_each_index(x.indices.size(), checkpoint, [&](std::size_t e) {
      sum += of_y[static_cast<std::size_t>(x.indices[e])];
    });
  });
  return sum;
}

template <class T>
bool few_share_terms(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                     const base::Run& run) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  const auto most =
      static_cast<double>(x.n_rows()) * static_cast<double>(y.n_rows()) / pairs_a_product;
  if (y_or_self == nullptr) {
    // The sum of df^2 is least where all are equal: full articles need no counting.
    const auto n_entries = static_cast<double>(x.indices.size());
    if (n_entries * n_entries > most * static_cast<double>(x.n_cols)) return false;
  }
  return n_products(x, y, run) < most;
}

template double n_products(const sparse::CsrView<float>&, const sparse::CsrView<float>&,
                           const base::Run&);
template double n_products(const sparse::CsrView<double>&, const sparse::CsrView<double>&,
                           const base::Run&);
template bool few_share_terms(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                              const base::Run&);
template bool few_share_terms(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                              const base::Run&);

}  // namespace broadsheet::similarity
