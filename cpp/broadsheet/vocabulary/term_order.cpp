// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/vocabulary/term_order.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace broadsheet::vocabulary {
namespace {

// The first eight bytes as a number that sorts as they do; a shorter term is filled up with 0.
std::uint64_t sort_prefix(std::string_view term) {
  char bytes[8] = {};
  std::memcpy(bytes, term.data(), std::min<std::size_t>(term.size(), 8));
  std::uint64_t prefix;
  std::memcpy(&prefix, bytes, 8);
  return __builtin_bswap64(prefix);
}

// Stable, from the last byte to the first.
void sort_by_prefix(std::vector<Entry>& entries) {
  std::array<std::array<std::size_t, 256>, 8> counts{};
  for (const auto& entry : entries) {
    for (unsigned b = 0; b < 8; ++b) ++counts[b][(entry.prefix >> 8 * b) & 0xFF];
  }
  std::vector<Entry> other(entries.size());
  for (unsigned b = 0; b < 8; ++b) {
    auto& next = counts[b];
    std::size_t sum = 0;
    for (auto& n : next) sum += std::exchange(n, sum);
    for (const auto& entry : entries) other[next[(entry.prefix >> 8 * b) & 0xFF]++] = entry;
    entries.swap(other);
  }
}

}  // namespace

std::vector<Entry> sorted_entries(const std::vector<TermTable>& tables) {
  std::vector<Entry> entries;
  std::size_t n = 0;
  for (const auto& table : tables) n += static_cast<std::size_t>(table.size());
  entries.reserve(n);
  for (std::uint32_t t = 0; t < tables.size(); ++t) {
    for (Index id = 0; id < tables[t].size(); ++id) {
      entries.push_back({sort_prefix(tables[t].term(id)), t, id});
    }
  }
  sort_by_prefix(entries);

  // What the first bytes leave open, the whole terms decide: few agree so far.
  const auto term = [&](const Entry& entry) { return tables[entry.table].term(entry.id); };
  for (auto first = entries.begin(); first != entries.end();) {
    auto last = first + 1;
    while (last != entries.end() && last->prefix == first->prefix) ++last;
    if (last - first > 1) {
      std::sort(first, last, [&](const Entry& a, const Entry& b) {
        const auto order = term(a).compare(term(b));
        return order != 0 ? order < 0 : a.table < b.table;
      });
    }
    first = last;
  }
  return entries;
}

}  // namespace broadsheet::vocabulary
