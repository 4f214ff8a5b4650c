// SPDX-License-Identifier: Apache-2.0
// Articles that own their texts, for tests, and the slow way to count them.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/tokens/analyzer.hpp"
#include "broadsheet/vocabulary/terms.hpp"
#include "reference/words.hpp"
#include "text/texts.hpp"

namespace broadsheet::test {

struct Articles {
  explicit Articles(std::vector<std::u32string> s) : strings(std::move(s)) {
    for (const auto& string : strings) owners.emplace_back(string);
    for (const auto& owner : owners) views.push_back(owner.view());
  }
  std::vector<std::u32string> strings;
  std::vector<Text> owners;
  std::vector<text::View> views;
};

inline tokens::Analyzer words_of_two() { return {tokens::Unit::word, {1, 1}, {}, 2, {}}; }

// Few and many different words; one article in thirty is long, so that there are many pieces.
inline Articles random_articles(std::mt19937& random, std::size_t n) {
  std::vector<std::u32string> strings(n);
  for (auto& string : strings) {
    for (auto w = random() % (random() % 30 == 0 ? 20'000 : 60); w > 0; --w) {
      const auto many = random() % 4 == 0;
      for (auto k = 1 + random() % (many ? 12 : 3); k > 0; --k) {
        string += static_cast<char32_t>((many ? 0xE0 : U'a') + random() % 4);
      }
      string += random() % 9 == 0 ? U". " : U" ";
    }
  }
  return Articles(std::move(strings));
}

inline std::map<std::string, int> counts_of(const std::u32string& article) {
  return reference::count(reference::utf8(reference::words(reference::fold(article, {}), 2)));
}

// A row as a map, its order checked on the way.
template <class Name>
std::map<std::string, int> row_of(const sparse::Csr<std::int32_t>& counts, Index i, Name&& name) {
  std::map<std::string, int> result;
  const auto row = counts.view().row(i);
  for (std::size_t e = 0; e < row.size(); ++e) {
    if (e > 0 && row.columns[e] <= row.columns[e - 1]) return {{"not ascending", -1}};
    result.emplace(name(row.columns[e]), row.values[e]);
  }
  return result;
}

}  // namespace broadsheet::test
