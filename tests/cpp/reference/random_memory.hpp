// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>

#include "broadsheet/similarity/memory_limit.hpp"

namespace broadsheet::reference {

/// How many bytes a join says that it needs at least: `join(memory)` with one byte, and what the
/// message of its exception ends with.
template <class Join>
std::size_t least_memory(const Join& join) {
  similarity::MemoryLimit memory;
  memory.bytes = 1;
  try {
    join(memory);
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    return std::stoull(message.substr(message.rfind(' ') + 1));
  }
  throw std::logic_error("one byte was enough");
}

/// A limit for small matrices, which leaves few rows or pairs at a time, from a row on.
/// @param least  bytes that are enough.
inline similarity::MemoryLimit random_memory(std::size_t least, std::mt19937& random) {
  const auto pick = [&](auto first, auto... others) {
    const decltype(first) all[] = {first, static_cast<decltype(first)>(others)...};
    const auto last = sizeof...(others);
    return all[std::uniform_int_distribution<std::size_t>(0, last)(random)];
  };
  similarity::MemoryLimit memory;
  memory.bytes = pick(memory.bytes, memory.bytes, least, least + 1000, 2 * least);
  memory.most_rows = pick(memory.most_rows, memory.most_rows, 3, 20, 64, 130);
  memory.most_pairs = pick(memory.most_pairs, memory.most_pairs, 1, 10, 100);
  return memory;
}

}  // namespace broadsheet::reference
