// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::sparse {

/// The transposed matrix: row t of the result lists, ascending, the rows of `matrix` that have
/// column t. A counting sort: O(n_entries + n_rows + n_cols) time, the result's memory.
///
/// @param run  its monitor may stop it; one thread.
///
/// Of a term-document matrix it gives the postings of each term, an inverted index.
template <class T>
[[nodiscard]] Csr<T> transpose(const CsrView<T>& matrix, const base::Run& run = {});

}  // namespace broadsheet::sparse
