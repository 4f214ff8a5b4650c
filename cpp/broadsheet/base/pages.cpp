// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/base/pages.hpp"

#include <atomic>
#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace broadsheet::base {
namespace {

std::atomic<std::size_t> in_pages{0};

#if defined(__linux__)

constexpr std::size_t page = 4096;
constexpr std::size_t huge_page = std::size_t{1} << 21;

std::size_t whole_pages(std::size_t n_bytes) { return (n_bytes + page - 1) / page * page; }

void* map(std::size_t n_bytes) {
  void* const pages =
      mmap(nullptr, n_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return pages;
}

void* take(std::size_t n_bytes) {
  const auto size = whole_pages(n_bytes);
  if (size < huge_page) return map(size);
  // A huge page begins at a multiple of its size: what lies before the first one is given back.
  auto* const first = static_cast<char*>(map(size + huge_page));
  const auto address = reinterpret_cast<std::uintptr_t>(first);
  const auto before = (huge_page - address % huge_page) % huge_page;
  if (before > 0) munmap(first, before);
  if (before < huge_page) munmap(first + before + size, huge_page - before);
  madvise(first + before, size, MADV_HUGEPAGE);  // a wish: without it all is as right
  return first + before;
}

void give_back(void* pages, std::size_t n_bytes) noexcept { munmap(pages, whole_pages(n_bytes)); }

#else

void* take(std::size_t n_bytes) { return ::operator new(n_bytes, std::align_val_t{64}); }

void give_back(void* pages, std::size_t) noexcept {
  ::operator delete(pages, std::align_val_t{64});
}

#endif

}  // namespace

void* allocate_pages(std::size_t n_bytes) {
  void* const pages = take(n_bytes);
  in_pages.fetch_add(n_bytes, std::memory_order_relaxed);
  return pages;
}

void free_pages(void* pages, std::size_t n_bytes) noexcept {
  give_back(pages, n_bytes);
  in_pages.fetch_sub(n_bytes, std::memory_order_relaxed);
}

std::size_t bytes_in_pages() noexcept { return in_pages.load(std::memory_order_relaxed); }

}  // namespace broadsheet::base
