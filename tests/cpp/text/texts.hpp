// SPDX-License-Identifier: Apache-2.0
// Texts for tests: owned code points, seen through views of a chosen width.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/text/segments.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::test {

// Code points in units of the narrowest width that holds them, or a wider one if asked.
class Text {
 public:
  explicit Text(std::u32string_view code_points, text::Width at_least = text::Width::one)
      : length_(code_points.size()), width_(at_least) {
    const auto highest =
        code_points.empty() ? U'\0' : *std::max_element(code_points.begin(), code_points.end());
    if (highest > 0xFF) width_ = std::max(width_, text::Width::two);
    if (highest > 0xFFFF) width_ = text::Width::four;
    const auto bytes = static_cast<std::size_t>(width_);
    // Exactly as long as the text, so that a sanitizer sees any step beyond it.
    units_.resize(length_ * bytes);
    for (std::size_t i = 0; i < length_; ++i) {
      for (std::size_t b = 0; b < bytes; ++b) {
        units_[i * bytes + b] = static_cast<unsigned char>(code_points[i] >> (8 * b));
      }
    }
  }

  [[nodiscard]] text::View view() const { return {units_.data(), length_, width_}; }

 private:
  std::vector<unsigned char> units_;
  std::size_t length_;
  text::Width width_;
};

// Runs f(checkpoint), as a piece of a loop.
template <class F>
void with_checkpoint(F&& f) {
  base::parallel_for(1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) { f(checkpoint); });
}

inline text::Segments cut(std::u32string_view code_points,
                          text::Width at_least = text::Width::one) {
  text::Segments segments;
  const Text text(code_points, at_least);
  with_checkpoint([&](auto& checkpoint) { text::cut(text.view(), checkpoint, segments); });
  return segments;
}

}  // namespace broadsheet::test
