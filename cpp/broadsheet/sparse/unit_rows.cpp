// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/sparse/unit_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "broadsheet/base/parallel.hpp"

namespace broadsheet::sparse {
namespace {

constexpr std::size_t rows_per_piece = 512;

// What a row's values are divided by, one after the other.
struct Divisors {
  double largest = 1.0;
  double length = 1.0;
  [[nodiscard]] bool change_nothing() const { return largest == 1.0 && length == 1.0; }
};

template <class T>
double sum_of_squares(std::span<const T> row, double over) {
  double sum = 0.0;
  for (const auto stored : row) {
    const auto value = static_cast<double>(stored) / over;
    sum += value * value;
  }
  return sum;
}

template <class T>
Divisors divisors_of(std::span<const T> row) {
  auto squares = 0.0;
  for (const auto stored : row) {
    squares += static_cast<double>(stored) * static_cast<double>(stored);
  }
  if (squares > 1e-290 && squares < 1e290) {
    const auto length = std::sqrt(squares);
    const auto rounding = 4.0 * static_cast<double>(std::numeric_limits<T>::epsilon()) *
                          std::sqrt(static_cast<double>(row.size()));
    return {1.0, std::abs(length - 1.0) <= rounding ? 1.0 : length};
  }
  auto largest = 0.0;
  for (const auto stored : row) {
    if (!std::isfinite(stored)) return {};
    largest = std::max(largest, std::abs(static_cast<double>(stored)));
  }
  if (largest == 0.0) return {};
  return {largest, std::sqrt(sum_of_squares(row, largest))};
}

}  // namespace

template <class T>
base::Buffer<T> unit_rows(std::span<const Offset> indptr, std::span<const T> values,
                          const base::Run& run) {
  const auto n_rows = indptr.size() - 1;
  std::vector<Divisors> divisors(n_rows);
  const auto for_each_row = [&](auto&& f) {
    const auto n_pieces = static_cast<std::int64_t>((n_rows + rows_per_piece - 1) / rows_per_piece);
    base::parallel_for(n_pieces, run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
      const auto first = static_cast<std::size_t>(p) * rows_per_piece;
      for (auto i = first; i < std::min(n_rows, first + rows_per_piece); ++i) {
        if (i % 16 == 0) checkpoint();
        const auto begin = static_cast<std::size_t>(indptr[i]);
        f(i, begin, static_cast<std::size_t>(indptr[i + 1]) - begin);
      }
    });
  };
  for_each_row([&](std::size_t i, std::size_t begin, std::size_t size) {
    divisors[i] = divisors_of(values.subspan(begin, size));
  });
  base::Buffer<T> result;
  if (std::all_of(divisors.begin(), divisors.end(),
                  [](const Divisors& d) { return d.change_nothing(); })) {
    return result;
  }
  result.resize(values.size());
  for_each_row([&](std::size_t i, std::size_t begin, std::size_t size) {
    const auto by = divisors[i];
    for (auto e = begin; e < begin + size; ++e) {
      result[e] = by.change_nothing()
                      ? values[e]
                      : static_cast<T>(static_cast<double>(values[e]) / by.largest / by.length);
    }
  });
  return result;
}

template base::Buffer<float> unit_rows(std::span<const Offset>, std::span<const float>,
                                       const base::Run&);
template base::Buffer<double> unit_rows(std::span<const Offset>, std::span<const double>,
                                        const base::Run&);

}  // namespace broadsheet::sparse
