// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/idf.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace broadsheet::weighting {
namespace {

template <class T>
Eigen::ArrayXd idf_of(std::span<const T> document_frequencies, double n_documents, Idf kind) {
  const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> frequencies(
      document_frequencies.data(), static_cast<Eigen::Index>(document_frequencies.size()));
  const double smoothing = kind == Idf::smooth ? 1.0 : 0.0;
  const double n = n_documents + smoothing;
  // std::log, not Eigen's: the same bits at every CPU level.
  return frequencies.template cast<double>().unaryExpr(
      [n, smoothing](double df) { return std::log(n / (df + smoothing)) + 1.0; });
}

}  // namespace

void validate_document_frequencies(std::span<const Index> document_frequencies,
                                   std::int64_t n_documents) {
  if (n_documents <= 0) {
    throw std::invalid_argument("n_documents must be positive, got " + std::to_string(n_documents));
  }
  for (std::size_t t = 0; t < document_frequencies.size(); ++t) {
    if (document_frequencies[t] < 0 || document_frequencies[t] > n_documents) {
      throw std::invalid_argument("document frequency of term " + std::to_string(t) + " is " +
                                  std::to_string(document_frequencies[t]) + ", not in [0, " +
                                  std::to_string(n_documents) + "]");
    }
  }
}

Eigen::ArrayXd inverse_document_frequency(std::span<const Index> document_frequencies,
                                          std::int64_t n_documents, Idf kind) {
  validate_document_frequencies(document_frequencies, n_documents);
  return idf_of(document_frequencies, static_cast<double>(n_documents), kind);
}

Eigen::ArrayXd inverse_document_frequency(std::span<const double> document_frequencies,
                                          double n_documents, Idf kind) {
  if (!(n_documents > 0.0) || std::isinf(n_documents)) {
    throw std::invalid_argument("n_documents must be positive, got " + std::to_string(n_documents));
  }
  // Both are sums of the same shares, but not in the same order.
  const auto most = n_documents * (1.0 + 1e-9);
  for (std::size_t t = 0; t < document_frequencies.size(); ++t) {
    if (!(document_frequencies[t] >= 0.0 && document_frequencies[t] <= most)) {
      throw std::invalid_argument("document frequency of term " + std::to_string(t) + " is " +
                                  std::to_string(document_frequencies[t]) + ", not in [0, " +
                                  std::to_string(n_documents) + "]");
    }
  }
  return idf_of(document_frequencies, n_documents, kind);
}

}  // namespace broadsheet::weighting
