// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>

namespace broadsheet::bindings {

// The structs of the Arrow C data interface and C stream interface, as their specification lays
// them out: https://arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html.

/// The type of a column. Released when `release` is null.
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

/// The rows of a column. How long its buffers are is not told, but for those of string views.
struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

/// Arrays of one type, one after the other. Functions return 0 or an errno.
struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema*);
  int (*get_next)(ArrowArrayStream*, ArrowArray*);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};

/// One of these structs that is ours to release, once.
template <class T>
class ArrowOwned {
 public:
  ArrowOwned() = default;
  /// Moves it out of where it stands, which counts as released from then on.
  explicit ArrowOwned(T& from) : value_(std::exchange(from, T{})) {}
  ArrowOwned(ArrowOwned&& other) noexcept : value_(std::exchange(other.value_, T{})) {}
  ArrowOwned& operator=(ArrowOwned&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ArrowOwned(const ArrowOwned&) = delete;
  ArrowOwned& operator=(const ArrowOwned&) = delete;
  ~ArrowOwned() {
    if (value_.release != nullptr) value_.release(&value_);
  }

  [[nodiscard]] bool is_released() const { return value_.release == nullptr; }
  T& operator*() { return value_; }
  const T& operator*() const { return value_; }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }

 private:
  T value_{};
};

}  // namespace broadsheet::bindings
