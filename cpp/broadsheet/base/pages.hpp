// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace broadsheet::base {

/// Whole pages of memory, untouched: they take up none before they are written, and go back to the
/// system as soon as they are freed. Where the system has huge ones it is asked for them: random
/// access to a large table then misses far fewer translations, and fewer pages have to be cleared.
/// @throws std::bad_alloc
[[nodiscard]] void* allocate_pages(std::size_t n_bytes);
void free_pages(void* pages, std::size_t n_bytes) noexcept;

/// How many bytes have been asked for and not yet freed, by all threads. No leak detector follows
/// pages of the system: tests do, by this.
[[nodiscard]] std::size_t bytes_in_pages() noexcept;

/// Takes large arrays in whole pages and small ones from the heap. `resize` leaves new elements of
/// a trivial type as they are, unwritten.
template <class T>
class PageAllocator {
 public:
  using value_type = T;
  static_assert(alignof(T) <= 64);

  PageAllocator() = default;
  template <class Other>
  PageAllocator(const PageAllocator<Other>&) noexcept {}  // NOLINT: an allocator converts

  [[nodiscard]] T* allocate(std::size_t n) {
    if (n > std::numeric_limits<std::size_t>::max() / 2 / sizeof(T))
      throw std::bad_array_new_length();
    if (n * sizeof(T) >= large) return static_cast<T*>(allocate_pages(n * sizeof(T)));
    return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t{64}));
  }
  void deallocate(T* first, std::size_t n) noexcept {
    if (n * sizeof(T) >= large) {
      free_pages(first, n * sizeof(T));
    } else {
      ::operator delete(first, std::align_val_t{64});
    }
  }

  template <class U>
  void construct(U* at) noexcept(std::is_nothrow_default_constructible_v<U>) {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Args>
  void construct(U* at, Args&&... args) {
    std::construct_at(at, std::forward<Args>(args)...);
  }

  template <class Other>
  friend bool operator==(const PageAllocator&, const PageAllocator<Other>&) noexcept {
    return true;
  }

 private:
  static constexpr std::size_t large = std::size_t{1} << 18;
};

/// An array that may be large.
template <class T>
using Buffer = std::vector<T, PageAllocator<T>>;

/// Appends `n` elements of a trivial type, all at once.
template <class T>
void append(Buffer<T>& buffer, const T* first, std::size_t n) {
  static_assert(std::is_trivially_copyable_v<T>);
  const auto size = buffer.size();
  buffer.resize(size + n);
  if (n > 0) std::memcpy(buffer.data() + size, first, n * sizeof(T));
}

/// Equal elements in equal order.
template <class T>
[[nodiscard]] bool operator==(const Buffer<T>& buffer, const std::vector<T>& vector) {
  return std::equal(buffer.begin(), buffer.end(), vector.begin(), vector.end());
}

}  // namespace broadsheet::base
