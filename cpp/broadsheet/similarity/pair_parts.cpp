// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/pair_parts.hpp"

#include <algorithm>
#include <cstdint>

#include "broadsheet/base/parallel.hpp"

namespace broadsheet::similarity {
namespace {

constexpr std::size_t most_chunk = std::size_t{1} << 15;  // whole pages, which go back when freed

struct Partner {
  Index j;
  double similarity;
};

// Puts the pairs of a row, at [begin, end), by j.
void sort_row(Pairs& pairs, std::size_t begin, std::size_t end, std::vector<Partner>& scratch) {
  const auto first = pairs.j.begin() + static_cast<std::ptrdiff_t>(begin);
  if (std::is_sorted(first, first + static_cast<std::ptrdiff_t>(end - begin))) return;
  scratch.clear();
  for (auto p = begin; p < end; ++p) scratch.push_back({pairs.j[p], pairs.similarity[p]});
  std::sort(scratch.begin(), scratch.end(),
            [](const Partner& a, const Partner& b) { return a.j < b.j; });
  for (auto p = begin; p < end; ++p) {
    pairs.j[p] = scratch[p - begin].j;
    pairs.similarity[p] = scratch[p - begin].similarity;
  }
}

}  // namespace

PairParts::PairParts(Index first, Index last, std::size_t most, int n_threads)
    : first_(first),
      last_(last),
      most_(most),
      chunk_(
          std::clamp(most / (4 * static_cast<std::size_t>(n_threads)), std::size_t{1}, most_chunk)),
      parts_(static_cast<std::size_t>(n_threads)) {}

void PairParts::begin_chunk(Part& part) {
  const auto before = begun_.fetch_add(chunk_, std::memory_order_relaxed);
  if (before >= most_) throw TooManyPairs();
  part.chunks.emplace_back().reserve(chunk_);
}

std::size_t PairParts::size() const {
  std::size_t size = 0;
  for (const auto& part : parts_) {
    for (const auto& chunk : part.chunks) size += chunk.size();
  }
  return size;
}

Pairs PairParts::sorted(const base::Run& run) && {
  Pairs result;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    const auto at = [&](Index i) { return static_cast<std::size_t>(i - first_); };
    std::vector<std::size_t> ends(at(last_) + 1);  // counted one place ahead: where rows begin
    for (const auto& part : parts_) {
      for (const auto& chunk : part.chunks) {
        checkpoint();
        for (const auto& pair : chunk) ++ends[at(pair.i) + 1];
      }
    }
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    result.i.resize(ends.back());
    result.j.resize(ends.back());
    result.similarity.resize(ends.back());
    for (auto& part : parts_) {
      for (auto& chunk : part.chunks) {
        checkpoint();
        for (const auto& pair : chunk) {
          const auto to = ends[at(pair.i)]++;
          result.i[to] = pair.i;
          result.j[to] = pair.j;
          result.similarity[to] = pair.similarity;
        }
        base::Buffer<Pair>().swap(chunk);
      }
    }
    std::vector<Partner> scratch;
    std::size_t begin = 0;
    for (const auto end : ends) {  // filling moved each row's beginning to its end
      if (begin < end) {
        checkpoint();
        sort_row(result, begin, end, scratch);
      }
      begin = std::max(begin, end);
    }
  });
  return result;
}

}  // namespace broadsheet::similarity
