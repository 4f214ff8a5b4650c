// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

#include "arrow_abi.hpp"

namespace broadsheet::bindings {

/// An Arrow array that contradicts itself.
[[noreturn]] inline void refuse_arrow(const std::string& what) {
  throw std::invalid_argument("broken Arrow array: " + what);
}

/// Reads entry i of a buffer that need not be aligned.
template <class T>
T load(const void* buffer, std::int64_t i) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + i * std::int64_t{sizeof(T)}, sizeof(T));
  return value;
}

/// Which rows are null, by the bits of the array and of the struct that it is a column of.
class Validity {
 public:
  Validity() = default;
  Validity(const void* bits, std::int64_t first) : bits_(bits), first_(first) {}

  [[nodiscard]] bool operator[](std::int64_t row) const {
    if (bits_ == nullptr) return true;
    const auto at = first_ + row;
    return (load<std::uint8_t>(bits_, at / 8) >> (at % 8) & 1U) != 0;
  }

 private:
  const void* bits_ = nullptr;
  std::int64_t first_ = 0;
};

/// Some rows of an Arrow array, checked as far as the interface tells: counts, not buffer lengths.
class ArrowSlice {
 public:
  /// All rows of an array.
  /// @throws std::invalid_argument  where its numbers contradict each other.
  ArrowSlice(const ArrowSchema& schema, const ArrowArray& array)
      : ArrowSlice(schema, array, 0, array.length, Validity{}) {}

  /// A column of a struct: its rows of this slice.
  [[nodiscard]] ArrowSlice column(std::int64_t i) const {
    if (array.n_children != schema.n_children || array.children == nullptr ||
        array.children[i] == nullptr) {
      refuse_arrow("a struct of " + std::to_string(schema.n_children) + " columns holds " +
                   std::to_string(array.n_children));
    }
    return {*schema.children[i], *array.children[i], first, length, validity};
  }

  /// Is a row, from 0, valid here and in the struct that this is a column of?
  [[nodiscard]] bool is_valid(std::int64_t row) const { return validity[row] && parents[row]; }

  /// A buffer that must be there.
  [[nodiscard]] const void* buffer(std::int64_t i) const {
    if (array.buffers[i] == nullptr) {
      refuse_arrow("its buffer " + std::to_string(i) + " is missing");
    }
    return array.buffers[i];
  }

  /// @throws std::invalid_argument  when it does not have that many buffers, or more where it may.
  void require_buffers(std::int64_t n, bool or_more = false) const {
    if (array.n_buffers == n || (or_more && array.n_buffers > n)) return;
    refuse_arrow(std::to_string(array.n_buffers) + " buffers where its type has " +
                 std::to_string(n));
  }

  const ArrowSchema& schema;
  const ArrowArray& array;
  std::int64_t first;   ///< of the rows, counted from the start of the buffers.
  std::int64_t length;  ///< rows.
  Validity validity;    ///< by row, from 0; of the struct that it is a column of, for the rest.
  Validity parents;

 private:
  ArrowSlice(const ArrowSchema& type, const ArrowArray& rows, std::int64_t skipped,
             std::int64_t wanted, const Validity& outer)
      : schema(type), array(rows), first(0), length(wanted), parents(outer) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max() / 64;
    if (rows.release == nullptr) refuse_arrow("it was released");
    if (rows.length < 0 || rows.offset < 0 || rows.length > most || rows.offset > most) {
      refuse_arrow("length " + std::to_string(rows.length) + ", offset " +
                   std::to_string(rows.offset));
    }
    if (skipped > rows.length || wanted > rows.length - skipped) {
      refuse_arrow("a column of " + std::to_string(rows.length) + " rows in a struct of " +
                   std::to_string(skipped + wanted));
    }
    if (rows.null_count < -1 || rows.null_count > rows.length) {
      refuse_arrow(std::to_string(rows.null_count) + " nulls in " + std::to_string(rows.length) +
                   " rows");
    }
    if (rows.n_buffers < 0 || (rows.n_buffers > 0 && rows.buffers == nullptr)) {
      refuse_arrow("it has no buffers");
    }
    first = rows.offset + skipped;
    const void* const bits = rows.n_buffers > 0 ? rows.buffers[0] : nullptr;
    const bool has_bits = rows.n_buffers > 0 && std::strcmp(type.format, "n") != 0;
    if (has_bits && bits == nullptr && rows.null_count > 0) {
      refuse_arrow("it has nulls, but no buffer that tells which");
    }
    if (has_bits && rows.null_count != 0) validity = Validity(bits, first);
  }
};

}  // namespace broadsheet::bindings
