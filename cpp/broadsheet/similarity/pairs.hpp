// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"

namespace broadsheet::similarity {

/// Pairs of rows, equally long arrays, ordered by (i, j).
template <class S>
struct BasicPairs {
  base::Buffer<Index> i;
  base::Buffer<Index> j;
  base::Buffer<S> similarity;

  [[nodiscard]] std::size_t size() const { return i.size(); }
};

using Pairs = BasicPairs<double>;

/// Puts blocks of pairs together that come in order.
///
/// @tparam S  of the similarities, which are rounded to it.
template <class S>
class PairList {
 public:
  void append(Pairs&& pairs) {
    if (pairs.size() == 0) return;
    if constexpr (std::is_same_v<S, double>) {
      blocks_.push_back(std::move(pairs));
    } else {
      base::Buffer<S> similarity(pairs.size());
      for (std::size_t p = 0; p < pairs.size(); ++p) {
        similarity[p] = static_cast<S>(pairs.similarity[p]);
      }
      blocks_.push_back({std::move(pairs.i), std::move(pairs.j), std::move(similarity)});
    }
  }

  /// All of them. Each array is given back once it is copied, so that pairs are held once and a
  /// block of them twice.
  [[nodiscard]] BasicPairs<S> joined() && {
    if (blocks_.size() == 1) return std::move(blocks_.front());
    return {joined(&BasicPairs<S>::i), joined(&BasicPairs<S>::j),
            joined(&BasicPairs<S>::similarity)};
  }

 private:
  template <class Array>
  Array joined(Array BasicPairs<S>::* array) {
    std::size_t size = 0;
    for (const auto& block : blocks_) size += (block.*array).size();
    Array all;
    all.reserve(size);  // pages that are taken as they are written
    for (auto& block : blocks_) {
      base::append(all, (block.*array).data(), (block.*array).size());
      Array().swap(block.*array);
    }
    return all;
  }

  std::vector<BasicPairs<S>> blocks_;
};

}  // namespace broadsheet::similarity
