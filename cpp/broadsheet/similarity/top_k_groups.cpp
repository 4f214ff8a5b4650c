// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/top_k_groups.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/similarity/index_runs.hpp"
#include "broadsheet/similarity/neighbour.hpp"
#include "broadsheet/similarity/shortlist.hpp"

namespace broadsheet::similarity {
namespace {

// The most bytes a row takes on its way to its neighbours: a shortlist, then what is found, and
// what its exhaustive search keeps.
template <class T>
std::size_t list_bytes(const TopKOptions& options, Index n_y) {
  constexpr std::size_t block = 16;  // of the heap
  const auto k = std::min(static_cast<std::size_t>(options.k), static_cast<std::size_t>(n_y));
  const auto shortlist = Shortlist<T>::bytes(k, static_cast<std::size_t>(n_y));
  const auto neighbours = sizeof(Neighbour<T>) * std::bit_ceil(k + 1);
  return std::max(shortlist, neighbours) + block + sizeof(std::vector<Neighbour<T>>) + 96;
}

// A group of rows, if there is hardly any memory.
constexpr std::size_t fewest_rows = 1024;
constexpr std::size_t fewest_bytes = std::size_t{1} << 20;

}  // namespace

template <class T>
void require(const sparse::CsrView<T>& x, const sparse::CsrView<T>& y, const TopKOptions& options) {
  if (options.k < 1) {
    throw std::invalid_argument("k must be at least 1, got " + std::to_string(options.k));
  }
  if (options.min_similarity && std::isnan(*options.min_similarity)) {
    throw std::invalid_argument("min_similarity must be a number, got NaN");
  }
  sparse::require_same_columns(x.n_cols, y.n_cols);
  validate(options.filter, x.n_rows(), y.n_rows());
}

EngineOptions engine_options(const TopKOptions& options) {
  EngineOptions how{.filter = options.filter,
                    .memory = options.memory,
                    .tile_rows = options.tile_rows,
                    .dense_from = options.dense_from};
  if (options.min_similarity && *options.min_similarity > 0.0) {
    how.min_score = options.min_similarity;
  }
  return how;
}

template <class T>
TopKGroups top_k_groups(Engine<T>& engine, const TopKOptions& options, const base::Run& run) {
  const auto list = list_bytes<T>(options, engine.n_y());
  const auto n_x = static_cast<std::size_t>(engine.n_x());
  // Each group goes over all of y, so it should not be too small.
  const auto fewest = std::clamp(fewest_bytes / list, std::size_t{1},
                                 std::max(std::min(n_x, fewest_rows), std::size_t{1}));
  const auto index = IndexRuns<T>::least_bytes(engine.n_cols(), engine.y_extent().most_entries);
  engine.leave(fewest * list + index);
  const auto least = std::max(engine.least_bytes(), index);
  const auto left = options.memory.left(engine.fixed_bytes(), least + fewest * list);
  if (n_x <= (left - least) / list && engine.n_x() <= options.memory.most_rows) {
    const auto beside = left - n_x * list;
    engine.allow(beside, run);
    if (engine.fits() || n_x * list <= left / 2) {
      return {engine.n_x(), n_x * list, beside};
    }
  }
  const auto rows = std::clamp(std::min(left / 2, left - least) / list, fewest, n_x);
  const auto group = std::min(static_cast<Index>(rows), options.memory.most_rows);
  const auto beside = left - static_cast<std::size_t>(group) * list;
  engine.allow(beside, run);
  return {group, static_cast<std::size_t>(group) * list, beside};
}

template void require(const sparse::CsrView<float>&, const sparse::CsrView<float>&,
                      const TopKOptions&);
template TopKGroups top_k_groups(Engine<float>&, const TopKOptions&, const base::Run&);
template void require(const sparse::CsrView<double>&, const sparse::CsrView<double>&,
                      const TopKOptions&);
template TopKGroups top_k_groups(Engine<double>&, const TopKOptions&, const base::Run&);

}  // namespace broadsheet::similarity
