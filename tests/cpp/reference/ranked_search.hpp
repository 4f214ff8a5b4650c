// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "broadsheet/similarity/relevance.hpp"

namespace broadsheet::reference {

/// Articles as lists of terms with counts, and the formulas written down over them.
struct SearchedArticles {
  struct Count {
    Index term;
    std::int32_t count;
  };
  struct Hit {
    std::int64_t position;
    float score;
    friend bool operator==(const Hit&, const Hit&) = default;
  };
  std::vector<std::vector<Count>> rows;
  std::vector<bool> is_there;

  [[nodiscard]] Index frequency(Index term) const {
    Index n = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (is_there[i] && count_in(i, term) > 0) ++n;
    }
    return n;
  }
  [[nodiscard]] std::int32_t count_in(std::size_t article, Index term) const {
    for (const auto& entry : rows[article]) {
      if (entry.term == term) return entry.count;
    }
    return 0;
  }
  [[nodiscard]] double length(std::size_t article) const {
    double sum = 0;
    for (const auto& entry : rows[article]) sum += entry.count;
    return sum;
  }

  [[nodiscard]] std::vector<Hit> search(const std::vector<Count>& query, std::size_t k,
                                        similarity::Scoring scoring,
                                        const std::vector<std::uint8_t>& allowed = {}) const {
    double n = 0;
    double total = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (is_there[i]) n += 1;
      if (is_there[i]) total += length(i);
    }
    const auto idf = [&](Index term) {
      const double df = frequency(term);
      return scoring == similarity::Scoring::bm25 ? std::log(1.0 + (n - df + 0.5) / (df + 0.5))
                                                  : std::log((1.0 + n) / (1.0 + df)) + 1.0;
    };
    double query_square = 0;
    for (const auto& word : query) {
      if (frequency(word.term) == 0) continue;
      const auto value = word.count * idf(word.term);
      query_square += value * value;
    }
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!is_there[i] || (!allowed.empty() && allowed[i] == 0)) continue;
      double square = 0;
      if (scoring == similarity::Scoring::tfidf) {
        for (const auto& entry : rows[i]) {
          const auto value = entry.count * idf(entry.term);
          square += value * value;
        }
      }
      double score = 0;
      for (const auto& word : query) {
        const double count = count_in(i, word.term);
        if (count == 0) continue;
        if (scoring == similarity::Scoring::bm25) {
          const auto factor = 1.5 * (1.0 - 0.75 + 0.75 * length(i) / (total / n));
          score += word.count * idf(word.term) * count / (count + factor);
        } else {
          score += word.count * idf(word.term) * idf(word.term) / std::sqrt(query_square) * count /
                   std::sqrt(square);
        }
      }
      if (score > 0) hits.push_back({static_cast<std::int64_t>(i), static_cast<float>(score)});
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const Hit& a, const Hit& b) { return a.score > b.score; });
    hits.resize(std::min(k, hits.size()));
    return hits;
  }
};

}  // namespace broadsheet::reference
