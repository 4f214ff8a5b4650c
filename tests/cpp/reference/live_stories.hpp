// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "broadsheet/clustering/live_stories.hpp"

namespace broadsheet::reference {

/// A stream of stories, slow and obvious: every similarity is computed from the articles, each
/// time, and frequencies from all articles that ever came.
class LiveStories {
 public:
  struct Article {
    std::int64_t number = 0;
    std::int64_t time = 0;
    std::int64_t story = 0;
    std::map<Index, double> row;  ///< in steps of 2^-24: whole numbers.
  };
  struct Came {
    std::int64_t story = 0;
    std::optional<double> similarity;                          ///< of one that joined.
    std::vector<std::pair<std::int64_t, std::int64_t>> ended;  ///< stories and times.
  };

  explicit LiveStories(const clustering::LiveOptions& options) : options_(options) {}

  Came add(const std::map<Index, double>& counts, std::int64_t time, double min_similarity,
           std::int64_t forced, const std::set<std::int64_t>& barred) {
    Came came;
    clock = std::max(clock, time);
    leave(came.ended);
    seen_.emplace_back(time, counts);
    Article article{n_seen++, time, -1, row_of(counts)};
    std::map<std::int64_t, double> similarities;
    for (const auto& other : live) similarities[other.story] = 0.0;
    for (auto& [story, value] : similarities) value = similarity(article, story);
    std::set<std::int64_t> closed;
    for (const auto& other : live) {
      if (barred.count(other.number) > 0) closed.insert(other.story);
      if (other.number == forced) article.story = other.story;
    }
    if (article.story < 0) {
      double best = min_similarity;
      for (const auto& [story, value] : similarities) {  // ids ascend
        if (closed.count(story) > 0) continue;
        if (article.story < 0 ? value >= best : value > best) {
          article.story = story;
          best = value;
        }
      }
    }
    if (article.story >= 0) {
      came.similarity = similarities.at(article.story);
    } else {
      article.story = next_story++;
    }
    came.story = article.story;
    if (lives(time)) live.push_back(article);
    return came;
  }

  std::vector<std::pair<std::int64_t, std::int64_t>> advance(std::int64_t now) {
    std::vector<std::pair<std::int64_t, std::int64_t>> ended;
    clock = std::max(clock, now);
    leave(ended);
    return ended;
  }

  /// What idf a term has now.
  [[nodiscard]] double idf(Index term) const {
    double n = 0.0;
    double frequency = 0.0;
    for (const auto& [time, counts] : seen_) {
      const auto age = static_cast<double>(clock - time);
      const auto weight =
          options_.half_life ? std::exp2(-age / static_cast<double>(*options_.half_life)) : 1.0;
      n += weight;
      if (counts.count(term) > 0) frequency += weight;
    }
    return std::log((1.0 + n) / (1.0 + frequency)) + 1.0;
  }

  std::vector<Article> live;
  std::int64_t clock = clustering::Timestamp{INT64_MIN};
  std::int64_t n_seen = 0;
  std::int64_t next_story = 0;

 private:
  [[nodiscard]] bool lives(std::int64_t time) const {
    return static_cast<double>(clock) - static_cast<double>(time) <=
           static_cast<double>(options_.window);
  }

  void leave(std::vector<std::pair<std::int64_t, std::int64_t>>& ended) {
    std::stable_sort(live.begin(), live.end(), [](const Article& a, const Article& b) {
      return std::pair(a.time, a.number) < std::pair(b.time, b.number);
    });
    while (!live.empty() && !lives(live.front().time)) {
      const auto gone = live.front();
      live.erase(live.begin());
      bool is_last = true;
      for (const auto& other : live) is_last = is_last && other.story != gone.story;
      if (is_last) ended.emplace_back(gone.story, gone.time + options_.window);
    }
  }

  [[nodiscard]] std::map<Index, double> row_of(const std::map<Index, double>& counts) const {
    std::map<Index, double> weights = counts;
    if (options_.weigh) {
      for (auto& [term, weight] : weights)
        weight = (weight < 1.0 ? weight : 1.0 + std::log(weight)) * idf(term);
    }
    double largest = 0.0;
    for (const auto& [term, weight] : weights) largest = std::max(largest, weight);
    long double squares = 0.0L;
    for (const auto& [term, weight] : weights) {
      const auto rounded = std::floor(weight / largest * 0x1p24 + 0.5);
      squares += static_cast<long double>(rounded) * static_cast<long double>(rounded);
    }
    const auto length = std::sqrt(static_cast<double>(squares)) * 0x1p-24;
    for (auto& [term, weight] : weights) {
      weight = std::max(1.0, std::floor(weight / largest / length * 0x1p24 + 0.5));
    }
    return weights;
  }

  [[nodiscard]] double similarity(const Article& article, std::int64_t story) const {
    long double sum = 0.0L;  // of whole numbers: exact up to 2^64
    double n = 0.0;
    std::int64_t times = 0;
    for (const auto& other : live) {
      if (other.story != story) continue;
      n += 1.0;
      times += other.time;
      for (const auto& [term, value] : article.row) {
        const auto found = other.row.find(term);
        if (found != other.row.end()) {
          sum += static_cast<long double>(value) * static_cast<long double>(found->second);
        }
      }
    }
    const auto cosine = static_cast<double>(sum) * 0x1p-48 / n;
    const auto mean = static_cast<std::int64_t>(std::floor(static_cast<double>(times) / n));
    if (!options_.sigma || article.time == mean) return cosine;
    const auto z = static_cast<double>(std::abs(article.time - mean)) / *options_.sigma;
    return cosine * std::exp(-0.5 * z * z);
  }

  clustering::LiveOptions options_;
  std::vector<std::pair<std::int64_t, std::map<Index, double>>> seen_;
};

}  // namespace broadsheet::reference
