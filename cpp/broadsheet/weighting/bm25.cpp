// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/bm25.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "broadsheet/weighting/counts.hpp"
#include "broadsheet/weighting/idf.hpp"
#include "broadsheet/weighting/rows.hpp"
#include "broadsheet/weighting/schemes.hpp"

namespace broadsheet::weighting {
namespace {

// What bm25l makes of a count over the length; without saturation at k1 = 0, even of none.
double bm25l_term(double relative, const Bm25Options& options) {
  const double shifted = relative + options.delta;
  if (shifted == 0.0) return 0.0;
  return (options.k1 + 1.0) * shifted / (options.k1 + shifted);
}

// The term frequency's part for a count > 0; `length` is 1 - b + b * len / avg.
double term_part(double count, double length, const Bm25Options& options) {
  const double saturated = count / (count + options.k1 * length);
  switch (options.variant) {
    case Bm25Variant::lucene:
    case Bm25Variant::robertson:
      return saturated;
    case Bm25Variant::atire:
    case Bm25Variant::bm25_plus:  // delta is what the absent term has too
      return (options.k1 + 1.0) * saturated;
    case Bm25Variant::bm25l:
      return bm25l_term(count / length, options) - bm25l_term(0.0, options);
  }
  throw std::invalid_argument("no such variant of BM25");
}

double idf_of(double df, double n, Bm25Variant variant) {
  switch (variant) {
    case Bm25Variant::lucene:
      return std::log(1.0 + (n - df + 0.5) / (df + 0.5));
    case Bm25Variant::robertson:
      return std::log(std::max(1.0, (n - df + 0.5) / (df + 0.5)));
    case Bm25Variant::atire:
      return std::log(n / df);
    case Bm25Variant::bm25l:
      return std::log((n + 1.0) / (df + 0.5));
    case Bm25Variant::bm25_plus:
      return std::log((n + 1.0) / df);
  }
  throw std::invalid_argument("no such variant of BM25");
}

}  // namespace

Bm25Variant parse_bm25_variant(std::string_view name) {
  if (name == "lucene") return Bm25Variant::lucene;
  if (name == "robertson") return Bm25Variant::robertson;
  if (name == "atire") return Bm25Variant::atire;
  if (name == "bm25l") return Bm25Variant::bm25l;
  if (name == "bm25+") return Bm25Variant::bm25_plus;
  throw std::invalid_argument("variant must be one of " + names_of("bm25") + ", got '" +
                              std::string(name) + "'");
}

void validate_bm25(const Bm25Options& options) {
  const auto refuse = [](const char* what, double value) {
    throw std::invalid_argument(std::string(what) + ", got " + std::to_string(value));
  };
  if (!std::isfinite(options.k1) || options.k1 < 0.0) {
    refuse("k1 must be finite and not negative", options.k1);
  }
  if (!(options.b >= 0.0 && options.b <= 1.0)) refuse("b must be in [0, 1]", options.b);
  if (!std::isfinite(options.delta) || options.delta < 0.0) {
    refuse("delta must be finite and not negative", options.delta);
  }
}

Eigen::ArrayXd bm25_idf(std::span<const Index> document_frequencies, std::int64_t n_documents,
                        Bm25Variant variant) {
  validate_document_frequencies(document_frequencies, n_documents);
  Eigen::ArrayXd idf(static_cast<Eigen::Index>(document_frequencies.size()));
  for (Eigen::Index t = 0; t < idf.size(); ++t) {
    const double df = document_frequencies[static_cast<std::size_t>(t)];
    idf[t] = df == 0.0 ? 0.0 : idf_of(df, static_cast<double>(n_documents), variant);
  }
  return idf;
}

Eigen::ArrayXd bm25_nonoccurrence(std::span<const double> idf, const Bm25Options& options) {
  validate_bm25(options);
  const double part = options.variant == Bm25Variant::bm25l       ? bm25l_term(0.0, options)
                      : options.variant == Bm25Variant::bm25_plus ? options.delta
                                                                  : 0.0;
  const Eigen::Map<const Eigen::ArrayXd> idf_array(idf.data(),
                                                   static_cast<Eigen::Index>(idf.size()));
  return idf_array * part;
}

template <class T, class Count>
std::vector<T> bm25(const sparse::CsrView<Count>& counts, std::span<const double> idf,
                    double average_length, const Bm25Options& options, const base::Run& run) {
  validate_bm25(options);
  validate_length(idf, counts.n_cols, "idf");
  validate_average_length(average_length);
  return weigh_rows<T>(counts, run, [&](const sparse::Row<Count>& row, std::span<T> out) {
    double sum = 0.0;
    for (const auto count : row.values) sum += static_cast<double>(count);
    const double relative = average_length > 0.0 ? sum / average_length : 1.0;
    const double length = 1.0 - options.b + options.b * relative;
    for (std::size_t e = 0; e < row.size(); ++e) {
      const auto count = static_cast<double>(row.values[e]);
      const double part = count > 0.0 ? term_part(count, length, options) : 0.0;
      out[e] = static_cast<T>(part * idf[static_cast<std::size_t>(row.columns[e])]);
    }
  });
}

template std::vector<float> bm25(const sparse::CsrView<float>&, std::span<const double>, double,
                                 const Bm25Options&, const base::Run&);
template std::vector<double> bm25(const sparse::CsrView<double>&, std::span<const double>, double,
                                  const Bm25Options&, const base::Run&);

}  // namespace broadsheet::weighting
