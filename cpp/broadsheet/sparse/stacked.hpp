// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::sparse {

/// Matrices of the same columns, one below the other. Each is given back once it is copied, so that
/// all are held once and one of them twice; a single one is moved.
///
/// @param parts  at least one.
template <class T>
[[nodiscard]] Csr<T> stacked(std::vector<Csr<T>>&& parts) {
  if (parts.size() == 1) return std::move(parts.front());
  std::size_t n_rows = 0;
  std::size_t n_entries = 0;
  for (const auto& part : parts) {
    n_rows += static_cast<std::size_t>(part.n_rows());
    n_entries += part.indices.size();
  }
  Csr<T> all;
  all.n_cols = parts.front().n_cols;
  all.indptr.reserve(n_rows + 1);
  all.indices.reserve(n_entries);  // pages that are taken as they are written
  all.values.reserve(n_entries);
  for (auto& part : parts) {
    const auto before = all.indptr.back();
    for (std::size_t i = 1; i < part.indptr.size(); ++i)
      all.indptr.push_back(before + part.indptr[i]);
    base::append(all.indices, part.indices.data(), part.indices.size());
    base::append(all.values, part.values.data(), part.values.size());
    part = Csr<T>();
  }
  return all;
}

}  // namespace broadsheet::sparse
