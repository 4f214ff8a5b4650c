// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/smart.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "broadsheet/weighting/counts.hpp"
#include "broadsheet/weighting/idf.hpp"
#include "broadsheet/weighting/rows.hpp"

namespace broadsheet::weighting {
namespace {

bool is_pivoted(SmartNorm norm) {
  return norm == SmartNorm::pivoted_unique || norm == SmartNorm::pivoted_characters;
}

bool takes_logarithm(SmartTf tf) {
  return tf == SmartTf::logarithm || tf == SmartTf::double_logarithm || tf == SmartTf::log_average;
}

template <class Count>
void check_counts_above_one(const sparse::CsrView<Count>& counts) {
  const auto found = std::find_if(counts.values.begin(), counts.values.end(),
                                  [](Count c) { return c > Count{0} && c < Count{1}; });
  if (found == counts.values.end()) return;
  const auto after =
      std::upper_bound(counts.indptr.begin(), counts.indptr.end(), found - counts.values.begin());
  throw std::invalid_argument("smart's tf letters l, d and L take counts of at least 1, but row " +
                              std::to_string(after - counts.indptr.begin() - 1) + " has " +
                              std::to_string(*found));
}

// What the term frequencies of a row are seen against.
template <class Count>
double base_of(SmartTf tf, std::span<const Count> counts) {
  double most = 0.0;
  double sum = 0.0;
  std::size_t terms = 0;
  for (const auto count : counts) {
    most = std::max(most, static_cast<double>(count));
    sum += static_cast<double>(count);
    terms += count > Count{0} ? 1U : 0U;
  }
  if (terms == 0) return 1.0;
  if (tf == SmartTf::augmented) return most;
  return 1.0 + std::log2(sum / static_cast<double>(terms));
}

double term_frequency(SmartTf tf, double count, double base) {
  if (count == 0.0) return 0.0;
  switch (tf) {
    case SmartTf::binary:
      return 1.0;
    case SmartTf::raw:
      return count;
    case SmartTf::augmented:
      return 0.5 + 0.5 * count / base;
    case SmartTf::logarithm:
      return 1.0 + std::log2(count);
    case SmartTf::double_logarithm:
      return 1.0 + std::log2(1.0 + std::log2(count));
    case SmartTf::log_average:
      return (1.0 + std::log2(count)) / base;
  }
  throw std::invalid_argument("no such tf letter of SMART");
}

template <class Count>
double characters(const sparse::Row<Count>& row, std::span<const double> term_lengths) {
  double sum = 0.0;
  for (std::size_t e = 0; e < row.size(); ++e) {
    const auto length = term_lengths[static_cast<std::size_t>(row.columns[e])];
    sum += static_cast<double>(row.values[e]) * (length + 1.0);
  }
  return sum;
}

}  // namespace

Eigen::ArrayXd smart_idf(std::span<const Index> document_frequencies, std::int64_t n_documents,
                         SmartDf kind) {
  validate_document_frequencies(document_frequencies, n_documents);
  const auto n = static_cast<double>(n_documents);
  Eigen::ArrayXd idf(static_cast<Eigen::Index>(document_frequencies.size()));
  for (Eigen::Index t = 0; t < idf.size(); ++t) {
    const double df = document_frequencies[static_cast<std::size_t>(t)];
    if (df == 0.0) {
      idf[t] = 0.0;
    } else if (kind == SmartDf::none) {
      idf[t] = 1.0;
    } else if (kind == SmartDf::idf) {
      idf[t] = std::log2(n / df);
    } else if (kind == SmartDf::zero_corrected) {
      idf[t] = std::log2((n + 1.0) / df);
    } else {
      idf[t] = std::max(0.0, std::log2((n - df) / df));
    }
  }
  return idf;
}

template <class Count>
double smart_pivot(const sparse::CsrView<Count>& counts, SmartNorm norm,
                   std::span<const double> term_lengths) {
  if (!is_pivoted(norm) || counts.n_rows() == 0) return 0.0;
  double sum = 0.0;
  if (norm == SmartNorm::pivoted_unique) {
    for (const auto count : counts.values) sum += count > Count{0} ? 1.0 : 0.0;
  } else {
    validate_length(term_lengths, counts.n_cols, "term_lengths");
    for (Index i = 0; i < counts.n_rows(); ++i) sum += characters(counts.row(i), term_lengths);
  }
  return sum / static_cast<double>(counts.n_rows());
}

template <class T, class Count>
std::vector<T> smart(const sparse::CsrView<Count>& counts, std::span<const double> idf,
                     std::span<const double> term_lengths, const SmartOptions& options,
                     const base::Run& run) {
  const auto tf = options.scheme.tf;
  const auto norm = options.scheme.norm;
  validate_length(idf, counts.n_cols, "idf");
  if (norm == SmartNorm::pivoted_characters) {
    validate_length(term_lengths, counts.n_cols, "term_lengths");
  }
  if (is_pivoted(norm) && !options.pivot) throw std::invalid_argument("the norm needs a pivot");
  const double pivot = options.pivot.value_or(0.0);
  for (const double number : {pivot, options.slope}) {
    if (!std::isfinite(number) || number < 0.0) {
      throw std::invalid_argument("pivot and slope must be finite and not negative");
    }
  }
  if (takes_logarithm(tf)) check_counts_above_one(counts);
  const bool has_base = tf == SmartTf::augmented || tf == SmartTf::log_average;
  const bool has_norm = norm != SmartNorm::none || options.pivot;

  return weigh_rows<T>(counts, run, [&](const sparse::Row<Count>& row, std::span<T> out) {
    const double base = has_base ? base_of(tf, row.values) : 1.0;
    std::vector<double> weights(row.size());
    double squares = 0.0;
    double unique = 0.0;
    for (std::size_t e = 0; e < row.size(); ++e) {
      weights[e] = term_frequency(tf, static_cast<double>(row.values[e]), base) *
                   idf[static_cast<std::size_t>(row.columns[e])];
      squares += weights[e] * weights[e];
      unique += weights[e] != 0.0 ? 1.0 : 0.0;
    }
    double length = 1.0;
    if (has_norm) {
      length = norm == SmartNorm::pivoted_unique       ? unique
               : norm == SmartNorm::pivoted_characters ? characters(row, term_lengths)
                                                       : std::sqrt(squares);
      if (options.pivot) length = (1.0 - options.slope) * pivot + options.slope * length;
      if (length == 0.0) length = 1.0;
    }
    for (std::size_t e = 0; e < row.size(); ++e) out[e] = static_cast<T>(weights[e] / length);
  });
}

template double smart_pivot(const sparse::CsrView<float>&, SmartNorm, std::span<const double>);
template double smart_pivot(const sparse::CsrView<double>&, SmartNorm, std::span<const double>);
template std::vector<float> smart(const sparse::CsrView<float>&, std::span<const double>,
                                  std::span<const double>, const SmartOptions&, const base::Run&);
template std::vector<double> smart(const sparse::CsrView<double>&, std::span<const double>,
                                   std::span<const double>, const SmartOptions&, const base::Run&);

}  // namespace broadsheet::weighting
