// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// Cuts rows of texts into runs [begin, end) of at least 2^18 code points (the last aside), the
/// pieces of a parallel loop. By the texts alone: results must not depend on threads.
[[nodiscard]] inline std::vector<Range> cut_pieces(std::span<const View> texts) {
  constexpr std::size_t enough = std::size_t{1} << 18;
  std::vector<Range> pieces;
  std::size_t begin = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    length += texts[i].length + 1;  // so that a million empty texts are many pieces too
    if (length >= enough || i + 1 == texts.size()) {
      pieces.push_back({begin, i + 1});
      begin = i + 1;
      length = 0;
    }
  }
  return pieces;
}

}  // namespace broadsheet::text
