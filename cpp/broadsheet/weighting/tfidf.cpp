// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/tfidf.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "broadsheet/weighting/rows.hpp"

namespace broadsheet::weighting {
namespace {

// Nearly all counts are small: their logarithms are taken once.
template <class T>
class TermFrequency {
 public:
  explicit TermFrequency(bool sublinear) : sublinear_(sublinear) {
    for (std::size_t c = 1; c < small_.size(); ++c) small_[c] = of(static_cast<std::int32_t>(c));
  }
  T operator()(std::int32_t count) const {
    return count > 0 && static_cast<std::size_t>(count) < small_.size()
               ? small_[static_cast<std::size_t>(count)]
               : of(count);
  }
  template <class Count>
  T operator()(Count count) const {
    return of(count);
  }

 private:
  template <class Count>
  [[nodiscard]] T of(Count count) const {
    const auto raw = static_cast<T>(count);
    return sublinear_ ? std::log(raw) + T{1} : raw;
  }
  bool sublinear_;
  std::array<T, 256> small_{};
};

}  // namespace

template <class T, class Count>
std::vector<T> tfidf(const sparse::CsrView<Count>& counts, std::span<const double> idf,
                     const TfidfOptions& options, const base::Run& run) {
  if (!idf.empty() && idf.size() != static_cast<std::size_t>(counts.n_cols)) {
    throw std::invalid_argument("idf has " + std::to_string(idf.size()) +
                                " entries, but there are " + std::to_string(counts.n_cols) +
                                " terms");
  }
  const TermFrequency<T> term_frequency(options.sublinear_tf);
  const std::vector<T> idf_of(idf.begin(), idf.end());
  return weigh_rows<T>(counts, run, [&](const sparse::Row<Count>& row, std::span<T> out) {
    for (std::size_t e = 0; e < row.size(); ++e) out[e] = term_frequency(row.values[e]);
    if (!idf_of.empty()) {
      for (std::size_t e = 0; e < row.size(); ++e) {
        out[e] *= idf_of[static_cast<std::size_t>(row.columns[e])];
      }
    }
    sparse::normalize(out, options.norm);
  });
}

template std::vector<float> tfidf(const sparse::CsrView<std::int32_t>&, std::span<const double>,
                                  const TfidfOptions&, const base::Run&);
template std::vector<double> tfidf(const sparse::CsrView<std::int32_t>&, std::span<const double>,
                                   const TfidfOptions&, const base::Run&);
template std::vector<float> tfidf(const sparse::CsrView<float>&, std::span<const double>,
                                  const TfidfOptions&, const base::Run&);
template std::vector<double> tfidf(const sparse::CsrView<double>&, std::span<const double>,
                                   const TfidfOptions&, const base::Run&);

}  // namespace broadsheet::weighting
