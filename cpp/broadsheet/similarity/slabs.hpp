// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/base/monitor.hpp"
#include "broadsheet/similarity/block_terms.hpp"
#include "broadsheet/similarity/inverted_index.hpp"
#include "broadsheet/similarity/split.hpp"
#include "broadsheet/sparse/csr.hpp"

namespace broadsheet::similarity {

/// Successive positions of a matrix's rows, made ready for estimates: as rows of x, as rows of y,
/// or, where both are the same, as both.
struct Slab {
  Index first = 0;
  Index last = 0;
  SplitRows rows;                  ///< the rare part is given back once it is in the others.
  BlockTerms terms;                ///< of x.
  std::vector<Tile<float>> tiles;  ///< of y; rows counted from `first`.

  [[nodiscard]] bool holds(Index position) const { return first <= position && position < last; }
};

/// What a slab is made for.
enum class Side { x, y, both };

/// Rows and the entries of their rare terms.
struct SlabSize {
  std::size_t n_rows = 0;
  std::size_t n_rare = 0;

  void add(std::size_t rare) {
    ++n_rows;
    n_rare += rare;
  }
};

/// How slabs are made, and how many bytes they take.
class SlabMaker {
 public:
  SlabMaker() = default;

  /// @param split      borrowed by what follows.
  /// @param tile_rows  rows of a tile.
  /// @param n_threads  the most that make a slab.
  SlabMaker(const Split& split, Index tile_rows, int n_threads)
      : split_(&split), tile_rows_(tile_rows), n_threads_(n_threads) {}

  [[nodiscard]] const Split& split() const { return *split_; }

  /// Bytes of a slab of x, or of both sides, once it is ready.
  [[nodiscard]] std::size_t resident(const SlabSize& size, Side side) const;

  /// The most bytes of a slab while it is made ready.
  [[nodiscard]] std::size_t preparing(const SlabSize& size, Side side) const;

  /// @param matrix  whose rows stand at positions [first, first + order.size()).
  /// @param order   the row at each of them.
  /// @param scale   at least the length of the longest row.
  /// @param run     its threads, but no more than were said.
  template <class T>
  [[nodiscard]] Slab make(const sparse::CsrView<T>& matrix, Index first,
                          std::span<const Index> order, double scale, Side side,
                          const base::Run& run) const;

 private:
  [[nodiscard]] std::size_t rows_bytes(const SlabSize& size) const;
  [[nodiscard]] std::size_t terms_bytes(const SlabSize& size) const;
  [[nodiscard]] std::size_t tiles_bytes(const SlabSize& size) const;

  const Split* split_ = nullptr;
  Index tile_rows_ = 1;
  int n_threads_ = 1;
};

}  // namespace broadsheet::similarity
