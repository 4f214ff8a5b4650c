// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/similarity_triangle.hpp"

#include <algorithm>
#include <cstdint>

#include "broadsheet/clustering/similar_pairs.hpp"

namespace broadsheet::clustering {

SimilarityTriangle::SimilarityTriangle(Index n_points) {
  begin_.reserve(static_cast<std::size_t>(n_points));
  Offset end = 0;
  for (Index i = 0; i < n_points; ++i) {
    begin_.push_back(end - i - 1);
    end += n_points - 1 - i;
  }
  values_.resize(static_cast<std::size_t>(end));
}

template <class T>
SimilarityTriangle similarity_triangle(const Points<T>& points,
                                       const similarity::TimeKernel& kernel, const base::Run& run) {
  SimilarityTriangle triangle(points.vectors.n_rows());
  for_each_similar_pair(
      points.vectors, kernel, run,
      [&](int, Index first, Index last) {
        for (auto i = first; i < last; ++i) std::ranges::fill(triangle.behind(i), std::uint64_t{0});
      },
      [&](int, Index i, Index j, FixedPoint similarity) {
        triangle(i, j) = static_cast<std::uint64_t>(similarity);
      },
      [](int, Index, Index) {});
  return triangle;
}

template SimilarityTriangle similarity_triangle(const Points<float>&, const similarity::TimeKernel&,
                                                const base::Run&);
template SimilarityTriangle similarity_triangle(const Points<double>&,
                                                const similarity::TimeKernel&, const base::Run&);

}  // namespace broadsheet::clustering
