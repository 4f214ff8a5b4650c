// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/products.hpp"

#include <cstddef>
#include <cstdint>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

// A product through postings takes about as long as estimating eight pairs that share nothing.
constexpr double pairs_a_product = 8.0;

}  // namespace

template <class T>
double n_products(const sparse::CsrView<T>& x, const DocumentFrequencies& of_y,
                  const base::Run& run) {
  double sum = 0.0;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(x.indices.size(), checkpoint,
                         [&](std::size_t e) { sum += static_cast<double>(of_y[x.indices[e]]); });
  });
  return sum;
}

template <class T>
bool few_share_terms(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                     DocumentFrequencies& of_y, const base::Run& run) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  const auto most =
      static_cast<double>(x.n_rows()) * static_cast<double>(y.n_rows()) / pairs_a_product;
  if (y_or_self == nullptr) {
    // The sum of df^2 is least where all are equal: full articles need no counting.
    const auto n_entries = static_cast<double>(x.indices.size());
    if (n_entries * n_entries > most * static_cast<double>(x.n_cols)) return false;
  }
  of_y = DocumentFrequencies(y, run);
  return n_products(x, of_y, run) < most;
}

template double n_products(const sparse::CsrView<float>&, const DocumentFrequencies&,
                           const base::Run&);
template double n_products(const sparse::CsrView<double>&, const DocumentFrequencies&,
                           const base::Run&);
template bool few_share_terms(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                              DocumentFrequencies&, const base::Run&);
template bool few_share_terms(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                              DocumentFrequencies&, const base::Run&);

}  // namespace broadsheet::similarity
