// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/terms.hpp"

#include <algorithm>
#include <stdexcept>

namespace broadsheet::vocabulary {

Terms Terms::from(std::span<const char> bytes, std::span<const Offset> offsets) {
  if (offsets.empty() || offsets.front() != 0 ||
      offsets.back() != static_cast<Offset>(bytes.size()) ||
      !std::is_sorted(offsets.begin(), offsets.end())) {
    throw std::invalid_argument("offsets of terms do not ascend from 0 to the number of bytes");
  }
  static_cast<void>(to_index(offsets.size() - 1, "terms"));
  Terms terms;
  terms.bytes_.assign(bytes.begin(), bytes.end());
  terms.offsets_.assign(offsets.begin(), offsets.end());
  return terms;
}

}  // namespace broadsheet::vocabulary
