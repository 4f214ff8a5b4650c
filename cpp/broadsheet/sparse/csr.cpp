// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/csr.hpp"

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::sparse {
namespace {

[[noreturn]] void refuse(const char* name, const std::string& what) {
  throw std::invalid_argument(std::string(name) + what);
}

void validate_rows(std::span<const Offset> indptr, std::size_t n_entries, const char* name,
                   base::Checkpoint& checkpoint) {
  if (indptr.empty()) refuse(name, ".indptr is empty; it needs one entry more than rows");
  static_cast<void>(to_index(indptr.size() - 1, "rows"));
  if (indptr.front() != 0) {
    refuse(name, ".indptr[0] must be 0, got " + std::to_string(indptr.front()));
  }
  base::for_each_index(indptr.size() - 1, checkpoint, [&](std::size_t i) {
    if (indptr[i + 1] < indptr[i]) refuse(name, ".indptr falls at row " + std::to_string(i));
  });
  if (static_cast<std::size_t>(indptr.back()) != n_entries) {
    refuse(name, ".indptr ends at " + std::to_string(indptr.back()) + ", but there are " +
                     std::to_string(n_entries) + " entries");
  }
}

template <class T>
void validate_row(const CsrView<T>& matrix, Index i, const char* name, base::Pace& pace) {
  const auto row = matrix.row(i);
  Index previous = -1;
  pace.each(row.size(), [&](std::size_t e) {
    const auto column = row.columns[e];
    if (column < 0 || column >= matrix.n_cols) {
      refuse(name, ".indices has column " + std::to_string(column) + " in row " +
                       std::to_string(i) + ", but there are " + std::to_string(matrix.n_cols) +
                       " columns");
    }
    if (column <= previous) {
      refuse(name, ".indices does not ascend in row " + std::to_string(i) +
                       "; call sum_duplicates() first");
    }
    previous = column;
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(row.values[e])) {
        refuse(name, " has a value that is not finite in row " + std::to_string(i) + ", column " +
                         std::to_string(column));
      }
    }
  });
}

}  // namespace

void validate_rows(std::span<const Offset> indptr, std::size_t n_entries, const char* name,
                   const base::Run& run) {
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    validate_rows(indptr, n_entries, name, checkpoint);
  });
}

template <class T>
void validate(const CsrView<T>& matrix, const char* name, const base::Run& run) {
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    if (!matrix.indptr.empty() && matrix.indices.size() != matrix.values.size()) {
      refuse(name, ".indices has " + std::to_string(matrix.indices.size()) +
                       " entries, but .data has " + std::to_string(matrix.values.size()));
    }
    validate_rows(matrix.indptr, matrix.indices.size(), name, checkpoint);
    if (matrix.n_cols < 0) refuse(name, " has " + std::to_string(matrix.n_cols) + " columns");
    base::Pace pace(checkpoint);
    for (Index i = 0; i < matrix.n_rows(); ++i) validate_row(matrix, i, name, pace);
  });
}

void require_same_columns(Index n_x, Index n_y) {
  if (n_x == n_y) return;
  throw std::invalid_argument("X has " + std::to_string(n_x) + " columns, but Y has " +
                              std::to_string(n_y) + "; both need the same terms");
}

template void validate(const CsrView<float>&, const char*, const base::Run&);
template void validate(const CsrView<double>&, const char*, const base::Run&);
template void validate(const CsrView<std::int32_t>&, const char*, const base::Run&);
template void validate(const CsrView<std::int64_t>&, const char*, const base::Run&);

}  // namespace broadsheet::sparse
