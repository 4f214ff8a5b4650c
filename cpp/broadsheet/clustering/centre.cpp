// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/centre.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "broadsheet/sparse/unit_rows.hpp"

namespace broadsheet::clustering {

template <class T>
std::vector<Centre> unit_centres(const sparse::CsrView<T>& rows, const base::Run& run) {
  std::vector<Centre> result(static_cast<std::size_t>(rows.n_rows()));
  base::parallel_for(static_cast<std::int64_t>(result.size()), run,
                     [&](std::int64_t c, base::Checkpoint& checkpoint) {
                       checkpoint();
                       const auto row = rows.row(static_cast<Index>(c));
                       // In double: rows of float that are of length 1 for float are not yet for
                       // double.
                       base::Buffer<double> values(row.values.begin(), row.values.end());
                       const std::vector<Offset> whole{0, static_cast<Offset>(values.size())};
                       const auto unit = sparse::unit_rows<double>(whole, values, {});
                       if (!unit.empty()) values = unit;
                       auto& centre = result[static_cast<std::size_t>(c)];
                       for (std::size_t e = 0; e < values.size(); ++e) {
                         const auto value = static_cast<float>(values[e]);
                         if (value == 0.0F) continue;
                         centre.columns.push_back(row.columns[e]);
                         centre.values.push_back(value);
                       }
                     });
  for (std::size_t c = 0; c < result.size(); ++c) {
    if (result[c].columns.empty()) {
      throw std::invalid_argument("init has only zeros in row " + std::to_string(c) +
                                  ": a centre must have a direction");
    }
  }
  return result;
}

std::vector<Centre> centres_of(const sparse::CsrView<float>& rows, const base::Run& run) {
  std::vector<Centre> result(static_cast<std::size_t>(rows.n_rows()));
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::Pace pace(checkpoint);
    for (std::size_t c = 0; c < result.size(); ++c) {
      const auto row = rows.row(static_cast<Index>(c));
      result[c].columns.assign(row.columns.begin(), row.columns.end());
      result[c].values.assign(row.values.begin(), row.values.end());
      if (std::abs(std::sqrt(sparse::dot(row, row)) - 1.0) > 2e-7) {
        throw std::invalid_argument("centre " + std::to_string(c) + " is not of length 1");
      }
      pace.count(row.size() + 1);
    }
  });
  return result;
}

sparse::Csr<float> as_csr(std::span<const Centre> centres, Index n_cols, const base::Run& run) {
  sparse::Csr<float> result;
  result.n_cols = n_cols;
  std::size_t n_entries = 0;
  for (const auto& centre : centres) n_entries += centre.columns.size();
  result.indices.reserve(n_entries);
  result.values.reserve(n_entries);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (const auto& centre : centres) {
      checkpoint();
      base::append(result.indices, centre.columns.data(), centre.columns.size());
      base::append(result.values, centre.values.data(), centre.values.size());
      result.indptr.push_back(static_cast<Offset>(result.indices.size()));
    }
  });
  return result;
}

double chord(const sparse::Row<float>& a, const sparse::Row<float>& b) {
  double squares = 0.0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    double difference = 0.0;
    if (j == b.size() || (i < a.size() && a.columns[i] < b.columns[j])) {
      difference = static_cast<double>(a.values[i++]);
    } else if (i == a.size() || b.columns[j] < a.columns[i]) {
      difference = static_cast<double>(b.values[j++]);
    } else {
      difference = static_cast<double>(a.values[i++]) - static_cast<double>(b.values[j++]);
    }
    squares += difference * difference;
  }
  return std::sqrt(squares);
}

template std::vector<Centre> unit_centres(const sparse::CsrView<float>&, const base::Run&);
template std::vector<Centre> unit_centres(const sparse::CsrView<double>&, const base::Run&);

}  // namespace broadsheet::clustering
