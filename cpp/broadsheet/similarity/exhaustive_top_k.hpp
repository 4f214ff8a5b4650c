// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/document_frequencies.hpp"
#include "broadsheet/similarity/neighbour.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// The k best neighbours of some rows by the canonical scores of all that share a term with them:
/// for rows whose neighbours no estimate can tell, since they are so few that scores of nearly 0,
/// or negative ones, are among them.
///
/// @param x, y_or_self, options  as top_k takes them.
/// @param of_y       y's.
/// @param rows       of x, ascending.
/// @param first_row  of `found`.
/// @param found      by row; that of each of `rows` is written, by `better`.
/// @param bytes      for the inverted index; at least IndexRuns::least_bytes of y.
/// O(sum over the rows' terms of df_y + n_rows * n_y / 8).
template <class T>
void exhaustive_top_k(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
                      const TopKOptions& options, const DocumentFrequencies& of_y,
                      std::span<const Index> rows, Index first_row,
                      std::vector<std::vector<Neighbour<T>>>& found, std::size_t bytes,
                      const base::Run& run);

}  // namespace broadsheet::similarity
