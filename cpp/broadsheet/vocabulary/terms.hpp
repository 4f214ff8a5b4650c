// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
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

  /// Terms from their bytes and offsets, as they were given by `bytes` and `offsets`.
  /// @throws std::invalid_argument  when the offsets do not lead from 0 to the end, ascending.
  static Terms from(std::span<const char> bytes, std::span<const Offset> offsets);

  /// All bytes, and where in them each term begins: shape (size() + 1,), the last is their end.
  [[nodiscard]] std::span<const char> bytes() const { return bytes_; }
  [[nodiscard]] std::span<const Offset> offsets() const { return offsets_; }

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
