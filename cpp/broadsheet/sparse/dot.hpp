// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::sparse {

/// The canonical dot product of two rows: common columns ascending, products and sum in double,
/// no fused multiply-add. Every score that broadsheet reports is this number, rounded once to the
/// matrix's type, however its candidate was found. O(a.size() + b.size()).
template <class T>
[[nodiscard]] double dot(const Row<T>& a, const Row<T>& b);

}  // namespace broadsheet::sparse
