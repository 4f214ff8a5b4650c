// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

#include "broadsheet/base/index.hpp"

namespace broadsheet::similarity {

/// How the relevance of an article to a query is reckoned: a sum over the query's words.
enum class Scoring : std::uint8_t {
  bm25,   ///< Okapi BM25 as Lucene has it, with k1 = 1.5 and b = 0.75.
  tfidf,  ///< the cosine of TF-IDF vectors, as scikit-learn's TfidfVectorizer weighs by default.
};

/// What a collection tells of itself: whole numbers, so that they are exact whatever came and went.
struct CollectionStatistics {
  Index n_articles = 0;
  Offset total_length = 0;  ///< words of all articles.
};

/// The formulas. A word that a query has q times and an article of length l has c times adds
/// `added(weight, c, factor)`; all in double precision, in this order of operations.
///
/// BM25: q idf c / (c + k1 (1 - b + b l / mean length)), idf = ln(1 + (N - df + .5) / (df + .5));
/// S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, without
/// the constant factor k1 + 1, as Lucene since 8.0.
///
/// TF-IDF: q idf^2 c / (|query| |article|), idf = ln((1 + N) / (1 + df)) + 1; the lengths are
/// Euclidean, of the vectors of count times idf, that of the query over words which some article
/// has.
template <Scoring scoring>
struct Relevance {
  static constexpr double k1 = 1.5;
  static constexpr double b = 0.75;

  [[nodiscard]] static double idf(const CollectionStatistics& all, Index document_frequency) {
    const auto n = static_cast<double>(all.n_articles);
    const auto df = static_cast<double>(document_frequency);
    if constexpr (scoring == Scoring::bm25) return std::log(1.0 + (n - df + 0.5) / (df + 0.5));
    return std::log((1.0 + n) / (1.0 + df)) + 1.0;
  }

  /// Of a word that the query has `count` times.
  [[nodiscard]] static double weight(double idf, std::int32_t count, double query_length) {
    const auto times = static_cast<double>(count);
    if constexpr (scoring == Scoring::bm25) return times * idf;
    return times * idf * idf / query_length;
  }

  /// What the article's length does, BM25 only: an article's factor. For TF-IDF that is the length
  /// of its vector.
  [[nodiscard]] static double length_factor(const CollectionStatistics& all, double length) {
    const auto mean = static_cast<double>(all.total_length) / static_cast<double>(all.n_articles);
    return k1 * (1.0 - b + b * length / mean);
  }

  template <class T>
  [[nodiscard]] static T added(T weight, T count, T factor) {
    if constexpr (scoring == Scoring::bm25) return weight * count / (count + factor);
    return weight * count / factor;
  }
};

}  // namespace broadsheet::similarity
