// SPDX-License-Identifier: Apache-2.0
// Boilerplate as text/boilerplate.hpp and text/copies.hpp define it, the slow and obvious way:
// strings for keys, all pairs of articles, one flag for each code point.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "broadsheet/base/index.hpp"
#include "broadsheet/text/unicode.hpp"
#include "text/texts.hpp"

namespace broadsheet::reference {

struct Removed {
  std::size_t begin;
  std::size_t end;
  std::u32string key;

  friend bool operator==(const Removed&, const Removed&) = default;
};

struct Cleaned {
  std::vector<std::vector<bool>> kept;        ///< for each code point of each article.
  std::vector<std::vector<Removed>> removed;  ///< of each article.
};

// The segment with white space trimmed and folded; empty if it has no word character.
inline std::u32string key_of(const std::u32string& segment) {
  std::u32string key;
  bool has_word = false;
  for (const auto c : segment) {
    has_word = has_word || text::is_word(c);
    if (!text::is_space(c)) {
      key.push_back(c);
    } else if (!key.empty() && key.back() != U' ') {
      key.push_back(U' ');
    }
  }
  if (!key.empty() && key.back() == U' ') key.pop_back();
  return has_word ? key : U"";
}

namespace boilerplate_detail {

struct Unit {
  text::Range range;
  std::u32string key;
};

struct Line : Unit {
  std::vector<Unit> sentences;
};

struct Article {
  std::vector<Line> lines;
  std::set<std::u32string> sentences;  // keys that are not empty
  std::set<std::u32string> segments;   // those, and the lines'
};

inline Unit unit(const std::u32string& whole, text::Range range) {
  return {range, key_of(whole.substr(range.begin, range.end - range.begin))};
}

inline Article read(const std::u32string& whole) {
  Article article;
  const auto cut = test::cut(whole);
  for (std::size_t l = 0; l < cut.lines.size(); ++l) {
    Line line{unit(whole, cut.lines[l]), {}};
    for (auto s = cut.first_sentence[l]; s < cut.first_sentence[l + 1]; ++s) {
      line.sentences.push_back(unit(whole, cut.sentences[s]));
      article.sentences.insert(line.sentences.back().key);
    }
    article.segments.insert(line.key);
    article.lines.push_back(line);
  }
  article.segments.insert(article.sentences.begin(), article.sentences.end());
  article.sentences.erase(U"");
  article.segments.erase(U"");
  return article;
}

inline std::size_t length(const std::set<std::u32string>& keys) {
  std::size_t sum = 0;
  for (const auto& key : keys) sum += key.size();
  return sum;
}

// `own` are the articles of one source in input order; are those at a < b copies?
inline bool are_copies(const std::vector<Article>& own, std::size_t a, std::size_t b) {
  std::size_t total = 0;
  std::size_t longest = 0;
  for (const auto& key : own[a].sentences) {
    if (!own[b].sentences.contains(key)) continue;
    bool between = false;
    for (auto c = a + 1; c < b; ++c) between = between || own[c].sentences.contains(key);
    if (between) continue;
    total += key.size();
    longest = std::max(longest, key.size());
  }
  if (total == 0) return false;
  const auto shorter = std::min(length(own[a].sentences), length(own[b].sentences));
  return 2 * (total - longest) >= shorter - longest;
}

inline std::vector<std::size_t> groups(const std::vector<Article>& own) {
  std::vector<std::size_t> group(own.size());
  for (std::size_t i = 0; i < own.size(); ++i) group[i] = i;
  for (std::size_t a = 0; a < own.size(); ++a) {
    for (auto b = a + 1; b < own.size(); ++b) {
      if (!are_copies(own, a, b)) continue;
      const auto from = group[b];
      for (auto& g : group) g = g == from ? group[a] : g;
    }
  }
  return group;
}

inline std::set<std::u32string> boilerplate(const std::vector<Article>& own,
                                            std::size_t min_articles) {
  const auto group = groups(own);
  std::map<std::u32string, std::set<std::size_t>> standing;
  for (std::size_t a = 0; a < own.size(); ++a) {
    for (const auto& key : own[a].segments) standing[key].insert(group[a]);
  }
  std::set<std::u32string> result;
  for (const auto& [key, in] : standing) {
    if (in.size() >= min_articles) result.insert(key);
  }
  return result;
}

inline void clear(std::vector<bool>& kept, std::size_t begin, std::size_t end) {
  for (auto i = begin; i < end; ++i) kept[i] = false;
}

// Clears the units that go, and the white space between unit i and the next when i goes and a
// later unit stays, or no later unit stays.
inline void clear_units(const std::vector<text::Range>& units, const std::vector<bool>& goes,
                        std::vector<bool>& kept) {
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (goes[i]) clear(kept, units[i].begin, units[i].end);
    if (i + 1 == units.size()) break;
    bool later_stays = false;
    for (auto j = i + 1; j < units.size(); ++j) later_stays = later_stays || !goes[j];
    if (goes[i] || !later_stays) clear(kept, units[i].end, units[i + 1].begin);
  }
}

inline void clean(const Article& article, const std::set<std::u32string>& keys,
                  std::vector<bool>& kept, std::vector<Removed>& removed) {
  std::vector<text::Range> lines;
  std::vector<bool> line_goes;
  for (const auto& line : article.lines) {
    lines.push_back(line.range);
    if (keys.contains(line.key)) {
      removed.push_back({line.range.begin, line.range.end, line.key});
      line_goes.push_back(true);
      continue;
    }
    std::vector<text::Range> sentences;
    std::vector<bool> goes;
    for (const auto& sentence : line.sentences) {
      sentences.push_back(sentence.range);
      goes.push_back(keys.contains(sentence.key));
      if (goes.back()) removed.push_back({sentence.range.begin, sentence.range.end, sentence.key});
    }
    line_goes.push_back(std::find(goes.begin(), goes.end(), false) == goes.end());
    clear_units(sentences, goes, kept);
  }
  clear_units(lines, line_goes, kept);
  const bool any_stays = std::find(line_goes.begin(), line_goes.end(), false) != line_goes.end();
  if (!lines.empty() && !any_stays) clear(kept, 0, kept.size());
}

}  // namespace boilerplate_detail

inline Cleaned find_boilerplate(const std::vector<std::u32string>& texts,
                                const std::vector<Index>& sources, std::size_t min_articles) {
  using namespace boilerplate_detail;
  Cleaned result;
  for (const auto& whole : texts) result.kept.emplace_back(whole.size(), true);
  result.removed.resize(texts.size());
  for (const auto source : std::set<Index>(sources.begin(), sources.end())) {
    if (source < 0) continue;
    std::vector<Article> own;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (sources[i] != source) continue;
      own.push_back(read(texts[i]));
      rows.push_back(i);
    }
    const auto keys = boilerplate(own, min_articles);
    for (std::size_t a = 0; a < own.size(); ++a) {
      clean(own[a], keys, result.kept[rows[a]], result.removed[rows[a]]);
    }
  }
  return result;
}

}  // namespace broadsheet::reference
