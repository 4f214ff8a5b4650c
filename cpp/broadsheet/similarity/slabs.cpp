// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/slabs.hpp"

#include <algorithm>

namespace broadsheet::similarity {
namespace {

constexpr std::size_t rare_entry = sizeof(Index) + sizeof(float);

}  // namespace

std::size_t SlabMaker::rows_bytes(const SlabSize& size) const {
  return size.n_rows * (static_cast<std::size_t>(split_->n_dense) * sizeof(float) + sizeof(Offset));
}

std::size_t SlabMaker::terms_bytes(const SlabSize& size) const {
  const std::size_t n_blocks = size.n_rows / BlockTerms::block_rows + 2;
  return size.n_rare * sizeof(BlockTerm) + n_blocks * sizeof(std::size_t);
}

std::size_t SlabMaker::tiles_bytes(const SlabSize& size) const {
  const auto tile_rows = static_cast<std::size_t>(tile_rows_);
  const auto n_tiles = (size.n_rows + tile_rows - 1) / tile_rows;
  const auto n_offsets = static_cast<std::size_t>(split_->n_rare) + 2;
  return size.n_rare * sizeof(Posting<float>) +
         n_tiles * (n_offsets * sizeof(Offset) + sizeof(Tile<float>));
}

std::size_t SlabMaker::resident(const SlabSize& size, Side side) const {
  auto bytes = rows_bytes(size);
  if (side != Side::y) bytes += terms_bytes(size);
  if (side != Side::x) bytes += tiles_bytes(size);
  return bytes;
}

std::size_t SlabMaker::preparing(const SlabSize& size, Side side) const {
  const auto rare = size.n_rare * rare_entry;
  if (side == Side::y) return resident(size, side) + rare;
  const auto counts =
      BlockTerms::count_bytes(split_->n_rare) * static_cast<std::size_t>(n_threads_);
  return std::max(resident(size, Side::x) + rare + counts, resident(size, side) + rare);
}

template <class T>
Slab SlabMaker::make(const sparse::CsrView<T>& matrix, Index first, std::span<const Index> order,
                     double scale, Side side, const base::Run& run) const {
  const base::Run some{std::min(run.n_threads, n_threads_), run.monitor};
  Slab slab;
  slab.rows = SplitRows::of(matrix, order, *split_, scale, some);
  const auto rare = slab.rows.rare.view();
  if (side != Side::y) slab.terms = BlockTerms(rare, some);
  if (side != Side::x) slab.tiles = inverted_index(rare, tile_rows_, some);
  base::Buffer<Index>().swap(slab.rows.rare.indices);  // "= {}" would keep the memory
  base::Buffer<float>().swap(slab.rows.rare.values);
  slab.first = first;
  slab.last = first + static_cast<Index>(order.size());
  return slab;
}

template Slab SlabMaker::make(const sparse::CsrView<float>&, Index, std::span<const Index>, double,
                              Side, const base::Run&) const;
template Slab SlabMaker::make(const sparse::CsrView<double>&, Index, std::span<const Index>, double,
                              Side, const base::Run&) const;

}  // namespace broadsheet::similarity
