// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/base/pages.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// A row of a block that has a term, and its weight.
struct BlockTerm {
  Index term;
  Index row;  ///< counted from the block's first row.
  float weight;
};

/// The entries of a matrix by block of rows, and in a block by term, then row.
///
/// A block meets a tile's postings in this order: a term's are looked up once for all of its rows,
/// and what is looked up lies one behind the other. Row by row, most of the time went into waiting
/// for it.
class BlockTerms {
 public:
  static constexpr Index block_rows = 128;

  BlockTerms() = default;

  /// What a thread needs besides to make it, for a matrix of so many columns.
  [[nodiscard]] static std::size_t count_bytes(Index n_cols) {
    return static_cast<std::size_t>(n_cols) * sizeof(std::uint32_t);
  }

  /// @param matrix  canonical but for the order of columns within a row.
  ///                O(n_entries + n_blocks * n_cols).
  BlockTerms(const sparse::CsrView<float>& matrix, const base::Run& run);

  /// The entries of the block that begins with row `first`.
  [[nodiscard]] std::span<const BlockTerm> of(Index first) const {
    const auto block = static_cast<std::size_t>(first / block_rows);
    return std::span(entries_).subspan(ends_[block], ends_[block + 1] - ends_[block]);
  }

 private:
  std::vector<std::size_t> ends_{0};
  base::Buffer<BlockTerm> entries_;
};

}  // namespace broadsheet::similarity
