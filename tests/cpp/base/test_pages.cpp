// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <fstream>
#include <numeric>
#include <vector>

#include "broadsheet/base/pages.hpp"
#include "catch.hpp"

namespace broadsheet::base {
namespace {

TEST_CASE("buffers of any size hold what is written and start where they should", "[base]") {
  for (const std::size_t size : {0u, 1u, 1000u, 1u << 15, (1u << 15) + 1, 1u << 20, 3'000'001u}) {
    Buffer<std::int32_t> buffer;
    buffer.resize(size);
    REQUIRE(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64 == 0);
    std::iota(buffer.begin(), buffer.end(), 0);
    std::vector<std::int32_t> expected(size);
    std::iota(expected.begin(), expected.end(), 0);
    REQUIRE(buffer == expected);
    buffer.push_back(-1);  // moves
    expected.push_back(-1);
    REQUIRE(buffer == expected);
    auto other = std::move(buffer);
    REQUIRE(other == expected);
    expected.back() = 0;
    REQUIRE_FALSE(other == expected);
  }
}

TEST_CASE("elements that have a default get it", "[base]") {
  struct Slot {
    std::int64_t id = -1;
  };
  const Buffer<Slot> slots(100'000);
  for (const auto& slot : slots) REQUIRE(slot.id == -1);
}

TEST_CASE("pages that are held are counted until they are freed", "[base]") {
  const auto before = bytes_in_pages();
  {
    Buffer<char> large(1'000'000);
    REQUIRE(bytes_in_pages() == before + 1'000'000);
    const auto moved = std::move(large);
    REQUIRE(bytes_in_pages() == before + 1'000'000);
  }
  REQUIRE(bytes_in_pages() == before);
}

#if defined(__linux__)
TEST_CASE("freed pages go back to the system, with those around them", "[base]") {
  const auto mapped = [] {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * 4096;
  };
  const auto before = mapped();
  REQUIRE(before > 0);
  for (int i = 0; i < 1000; ++i) {
    for (const std::size_t n_bytes : {5000u, 1u << 20, (1u << 21) + 1, 5u << 20}) {
      auto* const pages = static_cast<char*>(allocate_pages(n_bytes));
      pages[0] = pages[n_bytes - 1] = 'x';
      free_pages(pages, n_bytes);
    }
  }
  REQUIRE(mapped() < before + (std::size_t{2} << 20));  // one page lost a round would be twice that
}
#endif

TEST_CASE("more memory than there can be is refused", "[base]") {
  PageAllocator<std::int64_t> allocator;
  REQUIRE_THROWS_AS(allocator.allocate(std::size_t{1} << 62), std::bad_alloc);
  REQUIRE_THROWS_AS(allocator.allocate(std::size_t{1} << 50), std::bad_alloc);
}

}  // namespace
}  // namespace broadsheet::base
