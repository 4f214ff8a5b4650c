// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/weighting/counts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>

namespace broadsheet::weighting {
namespace {

template <class T>
[[noreturn]] void refuse(const sparse::CsrView<T>& counts, std::size_t entry, const char* name) {
  const auto after =
      std::upper_bound(counts.indptr.begin(), counts.indptr.end(), static_cast<Offset>(entry));
  const auto value = counts.values[entry];
  std::ostringstream message;
  if (value < T{0} && std::isfinite(value)) {
    message << "Negative values in data: " << name << " has " << value;
  } else {
    message << name << " has " << (std::isnan(value) ? "NaN" : "an infinite count, inf,");
  }
  message << " in row " << (after - counts.indptr.begin() - 1);
  if (entry < counts.indices.size()) message << ", column " << counts.indices[entry];
  message << "; counts are finite and not negative";
  throw std::invalid_argument(message.str());
}

}  // namespace

template <class T>
void validate_counts(const sparse::CsrView<T>& counts, const char* name) {
  for (std::size_t e = 0; e < counts.values.size(); ++e) {
    // Written so that NaN fails too.
    if (!(counts.values[e] >= T{0}) || std::isinf(counts.values[e])) refuse(counts, e, name);
  }
  sparse::validate(counts, name);
}

void validate_length(std::span<const double> array, Index n_terms, const char* name) {
  if (array.size() != static_cast<std::size_t>(n_terms)) {
    throw std::invalid_argument(std::string(name) + " has " + std::to_string(array.size()) +
                                " entries, but there are " + std::to_string(n_terms) + " terms");
  }
}

void validate_average_length(double average_length) {
  if (!std::isfinite(average_length) || average_length < 0.0) {
    throw std::invalid_argument("average_length must be finite and not negative, got " +
                                std::to_string(average_length));
  }
}

template <class T>
TermStatistics term_statistics(const sparse::CsrView<T>& counts, base::Monitor* monitor) {
  const auto n_terms = static_cast<std::size_t>(counts.n_cols);
  TermStatistics found{std::vector<Index>(n_terms), std::vector<double>(n_terms), 0.0};
  constexpr std::size_t entries_per_piece = 1U << 20U;
  const auto n_entries = counts.values.size();
  const auto n_pieces = (n_entries + entries_per_piece - 1) / entries_per_piece;
  const base::Run serial{1, monitor};
  base::parallel_for(static_cast<std::int64_t>(n_pieces), serial,
                     [&](std::int64_t p, base::Checkpoint&) {
                       const auto first = static_cast<std::size_t>(p) * entries_per_piece;
                       const auto last = std::min(n_entries, first + entries_per_piece);
                       for (std::size_t e = first; e < last; ++e) {
                         const auto term = static_cast<std::size_t>(counts.indices[e]);
                         const auto count = static_cast<double>(counts.values[e]);
                         if (count > 0.0) ++found.document_frequencies[term];
                         found.term_frequencies[term] += count;
                         found.total += count;
                       }
                     });
  return found;
}

template void validate_counts(const sparse::CsrView<float>&, const char*);
template void validate_counts(const sparse::CsrView<double>&, const char*);
template TermStatistics term_statistics(const sparse::CsrView<float>&, base::Monitor*);
template TermStatistics term_statistics(const sparse::CsrView<double>&, base::Monitor*);

}  // namespace broadsheet::weighting
