// SPDX-License-Identifier: Apache-2.0
// Articles with dates, counted by term and day in maps: the slow, obvious reference.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/vocabulary/document_frequencies.hpp"

namespace broadsheet::vocabulary {

struct Article {
  Day day;
  std::map<std::string, std::int64_t> counts;
};
using Articles = std::vector<Article>;

template <class F>
auto with_checkpoint(F&& f) {
  std::optional<std::invoke_result_t<F, base::Checkpoint&>> result;
  base::parallel_for(
      1, {}, [&](std::int64_t, base::Checkpoint& checkpoint) { result.emplace(f(checkpoint)); });
  return std::move(*result);
}

inline DocumentFrequencies frequencies_of(const Articles& articles) {
  std::set<std::string> names;
  for (const auto& article : articles) {
    for (const auto& [term, count] : article.counts) names.insert(term);
  }
  names.insert("zz");  // a column of no article
  Terms terms;
  std::map<std::string, Index> column;
  for (const auto& name : names) {
    column[name] = terms.size();
    terms.append(name);
  }
  sparse::Csr<std::int64_t> counts;
  counts.n_cols = terms.size();
  counts.indptr = {0};
  std::vector<Day> days;
  for (const auto& article : articles) {
    for (const auto& [term, count] : article.counts) {
      counts.indices.push_back(column[term]);
      counts.values.push_back(count);
    }
    counts.indptr.push_back(static_cast<Offset>(counts.indices.size()));
    days.push_back(article.day);
  }
  return with_checkpoint([&](base::Checkpoint& checkpoint) {
    return DocumentFrequencies::of(counts.view(), terms, days, checkpoint);
  });
}

// The slow, obvious way: each number by itself, in maps.
struct Reference {
  std::map<Day, std::int64_t> articles;
  std::map<std::pair<std::string, Day>, std::pair<std::int64_t, std::int64_t>> terms;

  void add(const Articles& added, std::int64_t sign = 1) {
    for (const auto& article : added) {
      if ((articles[article.day] += sign) == 0) articles.erase(article.day);
      for (const auto& [term, count] : article.counts) {
        auto& [df, cf] = terms[{term, article.day}];
        df += sign;
        cf += sign * count;
        if (df == 0) terms.erase({term, article.day});
      }
    }
  }
};

inline Reference as_maps(const DocumentFrequencies& frequencies) {
  Reference maps;
  const auto& a = frequencies.arrays();
  for (std::size_t d = 0; d < a.calendar.size(); ++d)
    maps.articles[a.calendar[d]] = a.n_documents[d];
  for (Index t = 0; t < frequencies.n_terms(); ++t) {
    for (auto e = a.indptr[static_cast<std::size_t>(t)];
         e < a.indptr[static_cast<std::size_t>(t) + 1]; ++e) {
      const auto at = static_cast<std::size_t>(e);
      maps.terms[{std::string(a.terms[t]), a.days[at]}] = {a.document_frequencies[at],
                                                           a.collection_frequencies[at]};
    }
  }
  return maps;
}

inline bool same(const DocumentFrequencies& x, const DocumentFrequencies& y) {
  const auto a = as_maps(x);
  const auto b = as_maps(y);
  return a.articles == b.articles && a.terms == b.terms;
}

inline DocumentFrequencies sum(const DocumentFrequencies& x, const DocumentFrequencies& y) {
  return with_checkpoint([&](base::Checkpoint& checkpoint) { return x.with(y, checkpoint); });
}

inline DocumentFrequencies difference(const DocumentFrequencies& x, const DocumentFrequencies& y) {
  return with_checkpoint([&](base::Checkpoint& checkpoint) { return x.without(y, checkpoint); });
}

inline Articles random_articles(std::mt19937& random) {
  Articles articles(random() % 12);
  for (auto& article : articles) {
    const auto day = static_cast<Day>(random() % 4);
    article.day = day == 3 ? undated : day;
    for (auto n = random() % 6; n > 0; --n) {
      article.counts[std::string(1 + random() % 2, static_cast<char>('a' + random() % 5))] +=
          static_cast<std::int64_t>(1 + random() % 3);
    }
  }
  return articles;
}

}  // namespace broadsheet::vocabulary
