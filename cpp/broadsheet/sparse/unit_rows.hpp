// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"

namespace broadsheet::sparse {

/// The values of a matrix whose rows are divided by their Euclidean lengths: the dot product of two
/// rows is then their cosine.
///
/// Three kinds of rows stay as they are, to the last bit: rows of zeros; rows with a value that is
/// not finite; and rows of length 1 but for rounding, that is, to within 4 eps sqrt(n) for n
/// entries and the eps of T. Rounding to T, and sums in T, keep to that. A length is a sum in
/// double in storage order; where squares would leave double's range, of the values over the
/// largest of them.
///
/// @param indptr  shape (n_rows + 1,), not falling, from 0 to the number of values.
/// @returns  the values divided, or nothing (empty) if no row changes. The same bytes for any
///           n_threads. O(n_entries).
template <class T>
[[nodiscard]] base::Buffer<T> unit_rows(std::span<const Offset> indptr, std::span<const T> values,
                                        const base::Run& run);

}  // namespace broadsheet::sparse
