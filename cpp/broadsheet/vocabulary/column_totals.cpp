// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/column_totals.hpp"

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <type_traits>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::vocabulary {
namespace {

template <class T>
Offset in_units(T value, double scale) {
  if constexpr (std::is_integral_v<T>) {
    if (scale == 1.0) return static_cast<Offset>(value);
  }
  const auto units = std::round(static_cast<double>(value) * scale);
  if (!(std::abs(units) < 0x1p63)) throw std::overflow_error("a count does not fit 64 bits");
  return static_cast<Offset>(units);
}

}  // namespace

template <class T>
ColumnTotals column_totals(const sparse::CsrView<T>& counts, double scale,
                           base::Checkpoint& checkpoint) {
  sparse::validate(counts, "counts");
  const auto n_cols = static_cast<std::size_t>(counts.n_cols);
  ColumnTotals totals{std::vector<Index>(n_cols, 0), std::vector<Offset>(n_cols, 0)};
  base::for_each_index(counts.indices.size(), checkpoint, [&](std::size_t e) {
    const auto column = static_cast<std::size_t>(counts.indices[e]);
    ++totals.document_frequencies[column];
    auto& sum = totals.collection_frequencies[column];
    if (__builtin_add_overflow(sum, in_units(counts.values[e], scale), &sum)) {
      throw std::overflow_error("a frequency does not fit 64 bits");
    }
  });
  return totals;
}

#define BROADSHEET_INSTANTIATE(T) \
  template ColumnTotals column_totals(const sparse::CsrView<T>&, double scale, base::Checkpoint&);
BROADSHEET_INSTANTIATE(std::int32_t)
BROADSHEET_INSTANTIATE(std::int64_t)
BROADSHEET_INSTANTIATE(float)
BROADSHEET_INSTANTIATE(double)
#undef BROADSHEET_INSTANTIATE

}  // namespace broadsheet::vocabulary
