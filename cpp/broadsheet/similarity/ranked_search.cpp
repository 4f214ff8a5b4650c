// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/ranked_search.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "broadsheet/similarity/query_search.hpp"

namespace broadsheet::similarity {
namespace {

// Calls `f(factors)` with those of the articles that may be found.
template <class F>
void with_factors(const SearchSnapshot& snapshot, Scoring scoring,
                  std::span<const std::uint8_t> allowed, const base::Run& run, F&& f) {
  if (!allowed.empty() && allowed.size() != static_cast<std::size_t>(snapshot.n_positions())) {
    throw std::invalid_argument("the filter has " + std::to_string(allowed.size()) +
                                " entries for " + std::to_string(snapshot.n_positions()) +
                                " positions");
  }
  const auto& factors = snapshot.factors(scoring, run);
  if (allowed.empty()) {
    f(factors);
  } else {
    f(only_allowed(snapshot, factors, allowed, run));
  }
}

template <Scoring scoring>
SearchHits search_many(const SearchSnapshot& snapshot, const SearchSnapshot::Factors& factors,
                       const sparse::CsrView<std::int32_t>& queries, const SearchOptions& options,
                       const base::Run& run) {
  const auto n_queries = static_cast<std::size_t>(queries.n_rows());
  const auto k = options.k;
  SearchHits result;
  result.positions.resize(n_queries * k);
  result.scores.resize(n_queries * k);
  constexpr std::size_t queries_per_piece = 64;
  const auto n_pieces = (n_queries + queries_per_piece - 1) / queries_per_piece;
  using Search = QuerySearch<scoring>;
  std::vector<std::unique_ptr<Search>> searches(static_cast<std::size_t>(run.n_threads));
  base::parallel_for(
      static_cast<std::int64_t>(n_pieces), run, [&](std::int64_t p, base::Checkpoint& checkpoint) {
        auto& search = searches[static_cast<std::size_t>(checkpoint.thread())];
        if (!search) search = std::make_unique<Search>(snapshot, factors);
        const auto first = static_cast<std::size_t>(p) * queries_per_piece;
        for (auto q = first; q < std::min(n_queries, first + queries_per_piece); ++q) {
          auto* const positions = result.positions.data() + q * k;
          auto* const scores = result.scores.data() + q * k;
          std::fill_n(positions, k, std::int64_t{-1});
          std::fill_n(scores, k, 0.0F);
          std::size_t n = 0;
          const auto query = queries.row(static_cast<Index>(q));
          for (const auto& hit : search->search(query, k, options.prune, checkpoint)) {
            positions[n] = hit.number;
            scores[n++] = hit.score;
          }
        }
      });
  return result;
}

template <Scoring scoring>
ExplainedHits explain(const SearchSnapshot& snapshot, const SearchSnapshot::Factors& factors,
                      const sparse::Row<std::int32_t>& query, const SearchOptions& options,
                      const base::Run& run) {
  ExplainedHits result;
  QuerySearch<scoring> search(snapshot, factors);
  base::parallel_for(1, {1, run.monitor}, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (const auto& hit : search.search(query, options.k, options.prune, checkpoint)) {
      result.positions.push_back(hit.number);
      result.scores.push_back(hit.score);
    }
    result.added.resize(result.positions.size() * query.size());
    for (std::size_t h = 0; h < result.positions.size(); ++h) {
      checkpoint();
      search.explain(result.positions[h],
                     std::span(result.added).subspan(h * query.size(), query.size()));
    }
  });
  return result;
}

}  // namespace

SearchHits ranked_search(const SearchSnapshot& snapshot, Scoring scoring,
                         const sparse::CsrView<std::int32_t>& queries, const SearchOptions& options,
                         const base::Run& run) {
  SearchHits result;
  with_factors(snapshot, scoring, options.allowed, run, [&](const auto& factors) {
    result = scoring == Scoring::bm25
                 ? search_many<Scoring::bm25>(snapshot, factors, queries, options, run)
                 : search_many<Scoring::tfidf>(snapshot, factors, queries, options, run);
  });
  return result;
}

ExplainedHits explained_search(const SearchSnapshot& snapshot, Scoring scoring,
                               const sparse::CsrView<std::int32_t>& query,
                               const SearchOptions& options, const base::Run& run) {
  ExplainedHits result;
  const auto row = query.row(0);
  with_factors(snapshot, scoring, options.allowed, run, [&](const auto& factors) {
    result = scoring == Scoring::bm25
                 ? explain<Scoring::bm25>(snapshot, factors, row, options, run)
                 : explain<Scoring::tfidf>(snapshot, factors, row, options, run);
  });
  return result;
}

}  // namespace broadsheet::similarity
