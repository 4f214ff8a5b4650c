// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "broadsheet/base/index.hpp"
#include "broadsheet/base/pages.hpp"

namespace broadsheet::vocabulary {

/// Terms by column: their UTF-8 bytes one after the other. Where they come from a fit, in code
/// point order.
class Terms {
 public:
  void append(std::string_view term) {
    append_part(term);
    end_term();
  }
  /// Appends to the last term, which is not complete before `end_term`.
  void append_part(std::string_view part) { base::append(bytes_, part.data(), part.size()); }
  void end_term() { offsets_.push_back(static_cast<Offset>(bytes_.size())); }

  [[nodiscard]] Index size() const { return static_cast<Index>(offsets_.size() - 1); }
  [[nodiscard]] std::string_view operator[](Index column) const {
    const auto c = static_cast<std::size_t>(column);
    return {bytes_.data() + offsets_[c], static_cast<std::size_t>(offsets_[c + 1] - offsets_[c])};
  }

 private:
  base::Buffer<char> bytes_;
  base::Buffer<Offset> offsets_{0};
};

}  // namespace broadsheet::vocabulary
