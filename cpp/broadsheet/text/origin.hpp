// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "broadsheet/text/fold.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::text {

/// Leads from a lower-cased text back to the original. It only goes ahead.
class Origin {
 public:
  /// @param view    the original.
  /// @param folded  all of it, by `fold` with the options' defaults. Both must outlive this.
  Origin(const View& view, const Folded& folded) : view_(view), folded_(folded) {}

  /// Which code point of the original a byte of the folded text comes from.
  ///
  /// @param byte  below the folded text's size, and no less than that of the call before.
  /// All calls together are linear in the text.
  [[nodiscard]] std::size_t of(std::size_t byte);

 private:
  const View& view_;
  const Folded& folded_;
  std::size_t at_ = 0;    // a code point of the original,
  std::size_t byte_ = 0;  // and where what became of it begins
};

}  // namespace broadsheet::text
