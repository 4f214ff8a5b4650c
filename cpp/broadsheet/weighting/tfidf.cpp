// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/tfidf.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "broadsheet/weighting/rows.hpp"

namespace broadsheet::weighting {
namespace {

// Nearly all counts are small and whole: their logarithms are taken once.
template <class T>
class SublinearFrequency {
 public:
  SublinearFrequency() {
    for (std::size_t c = 1; c < small_.size(); ++c) small_[c] = of(static_cast<T>(c));
  }
  T operator()(T count) const {
    if (!(count > 0 && count < static_cast<T>(small_.size()))) return of(count);
    const auto whole = static_cast<std::size_t>(count);
    return static_cast<T>(whole) == count && whole > 0 ? small_[whole] : of(count);
  }

 private:
  static T of(T count) { return std::log(count) + T{1}; }
  std::array<T, 256> small_{};
};

}  // namespace

template <class T>
void tfidf(std::span<const Offset> indptr, std::span<const Index> indices, std::span<T> values,
           std::span<const double> idf, const TfidfOptions& options, const base::Run& run) {
  const SublinearFrequency<T> sublinear;
  for_each_row(indptr, run, [&](std::size_t i) {
    const auto first = static_cast<std::size_t>(indptr[i]);
    if (indptr[i] > indptr[i + 1] || static_cast<std::size_t>(indptr[i + 1]) > values.size()) {
      throw std::invalid_argument("indptr falls at row " + std::to_string(i));
    }
    const auto size = static_cast<std::size_t>(indptr[i + 1]) - first;
    const auto row = values.subspan(first, size);
    const auto terms = indices.subspan(first, size);
    if (options.sublinear_tf) {
      for (auto& value : row) value = sublinear(value);
    }
    for (std::size_t e = 0; e < size && !idf.empty(); ++e) {
      const auto term = static_cast<std::size_t>(terms[e]);  // below 0 it is out of range too
      if (term >= idf.size()) {
        throw std::invalid_argument("row " + std::to_string(i) + " has column " +
                                    std::to_string(terms[e]) + ", but there are " +
                                    std::to_string(idf.size()) + " terms");
      }
      row[e] *= static_cast<T>(idf[term]);
    }
    sparse::normalize(row, options.norm);
  });
}

template void tfidf(std::span<const Offset>, std::span<const Index>, std::span<float>,
                    std::span<const double>, const TfidfOptions&, const base::Run&);
template void tfidf(std::span<const Offset>, std::span<const Index>, std::span<double>,
                    std::span<const double>, const TfidfOptions&, const base::Run&);

}  // namespace broadsheet::weighting
