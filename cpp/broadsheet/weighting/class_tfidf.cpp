// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/class_tfidf.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "broadsheet/weighting/counts.hpp"
#include "broadsheet/weighting/rows.hpp"

namespace broadsheet::weighting {

Eigen::ArrayXd class_idf(std::span<const double> term_frequencies, double average_length,
                         ClassIdf kind) {
  validate_average_length(average_length);
  Eigen::ArrayXd idf(static_cast<Eigen::Index>(term_frequencies.size()));
  for (std::size_t t = 0; t < term_frequencies.size(); ++t) {
    const double f = term_frequencies[t];
    if (!std::isfinite(f) || f < 0.0) {
      throw std::invalid_argument("frequency of term " + std::to_string(t) +
                                  " must be finite and not negative, got " + std::to_string(f));
    }
    const double ratio =
        kind == ClassIdf::plain ? average_length / f : (average_length - f + 0.5) / (f + 0.5);
    idf[static_cast<Eigen::Index>(t)] = f == 0.0 ? 0.0 : std::log(1.0 + ratio);
  }
  return idf;
}

template <class T, class Count>
std::vector<T> class_tfidf(const sparse::CsrView<Count>& counts, std::span<const double> idf,
                           const ClassTfidfOptions& options, const base::Run& run) {
  validate_length(idf, counts.n_cols, "idf");
  return weigh_rows<T>(counts, run, [&](const sparse::Row<Count>& row, std::span<T> out) {
    double sum = 0.0;
    for (const auto count : row.values) sum += static_cast<double>(count);
    const double length = options.relative && sum > 0.0 ? sum : 1.0;
    for (std::size_t e = 0; e < row.size(); ++e) {
      double tf = static_cast<double>(row.values[e]) / length;
      if (options.square_root) tf = std::sqrt(tf);
      out[e] = static_cast<T>(tf * idf[static_cast<std::size_t>(row.columns[e])]);
    }
  });
}

template std::vector<float> class_tfidf(const sparse::CsrView<float>&, std::span<const double>,
                                        const ClassTfidfOptions&, const base::Run&);
template std::vector<double> class_tfidf(const sparse::CsrView<double>&, std::span<const double>,
                                         const ClassTfidfOptions&, const base::Run&);

}  // namespace broadsheet::weighting
