// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/equal_sets.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "broadsheet/base/finish_hash.hpp"
#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

std::uint64_t hash_of(std::span<const Index> set) {
  std::uint64_t hash = set.size();
  for (const auto id : set) hash = base::finish_hash(hash ^ static_cast<std::uint64_t>(id));
  return hash;
}

}  // namespace

EqualSets equal_sets(const SetsView& sets, base::Checkpoint& checkpoint) {
  EqualSets result;
  std::unordered_multimap<std::uint64_t, Index> by_hash;
  std::vector<Offset> n_articles;
  base::Pace pace(checkpoint);
  for (Index i = 0; i < sets.size(); ++i) {
    const auto set = sets[i];
    pace.count(set.size() + 1);
    if (set.empty()) {
      result.number.push_back(-1);
      continue;
    }
    const auto hash = hash_of(set);
    const auto [begin, end] = by_hash.equal_range(hash);
    const auto same = std::find_if(begin, end, [&](const auto& candidate) {
      return std::ranges::equal(
          sets[result.first_article[static_cast<std::size_t>(candidate.second)]], set);
    });
    if (same != end) {
      result.number.push_back(same->second);
      ++n_articles[static_cast<std::size_t>(same->second)];
    } else {
      const auto number = static_cast<Index>(result.first_article.size());
      by_hash.emplace(hash, number);
      result.number.push_back(number);
      result.first_article.push_back(i);
      n_articles.push_back(1);
    }
  }
  checkpoint();
  result.copies_from.push_back(0);
  for (const auto n : n_articles) {
    result.copies_from.push_back(result.copies_from.back() + n - 1);
  }
  result.copies.resize(static_cast<std::size_t>(result.copies_from.back()));
  auto next = result.copies_from;
  for (Index i = 0; i < sets.size(); ++i) {
    const auto number = result.number[static_cast<std::size_t>(i)];
    if (number < 0 || result.first_article[static_cast<std::size_t>(number)] == i) continue;
    result.copies[static_cast<std::size_t>(next[static_cast<std::size_t>(number)]++)] = i;
  }
  return result;
}

}  // namespace broadsheet::similarity
