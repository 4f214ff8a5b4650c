// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/join.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "broadsheet/base/parallel.hpp"
#include "broadsheet/similarity/accumulator.hpp"
#include "broadsheet/similarity/cutoff.hpp"

namespace broadsheet::similarity {
namespace {

struct Partner {
  Index j;
  double similarity;
};

// Multiply-adds of each row against the rows after it.
template <class T>
std::vector<Offset> work_of_rows(const sparse::CsrView<T>& x) {
  const auto n = static_cast<std::size_t>(x.n_rows());
  std::vector<Offset> work(n);
  std::vector<Index> frequency_after(static_cast<std::size_t>(x.n_cols));
  for (auto i = n; i-- > 0;) {
    work[i] = 64 + static_cast<Offset>((n - i) / 8);
    for (const auto term : x.row(static_cast<Index>(i)).columns) {
      work[i] += frequency_after[static_cast<std::size_t>(term)]++;
    }
  }
  return work;
}

// Multiply-adds of each row of x against all of y.
template <class T>
std::vector<Offset> work_of_rows(const sparse::CsrView<T>& x, const sparse::CsrView<T>& y) {
  std::vector<Index> frequency(static_cast<std::size_t>(y.n_cols));
  for (const auto term : y.indices) ++frequency[static_cast<std::size_t>(term)];
  std::vector<Offset> work(static_cast<std::size_t>(x.n_rows()), 64 + Offset{y.n_rows()} / 8);
  for (std::size_t i = 0; i < work.size(); ++i) {
    for (const auto term : x.row(static_cast<Index>(i)).columns) {
      work[i] += frequency[static_cast<std::size_t>(term)];
    }
  }
  return work;
}

// What decides about a pair besides its dot product.
template <class T>
struct Judge {
  const PairFilter& filter;
  TimeKernel kernel;
  T least;
  bool self_join;
};

template <class T>
void append_pairs_of_row(const sparse::Row<T>& row_of_x, Index i, const std::vector<Tile<T>>& tiles,
                         const Judge<T>& judge, Accumulator<T>& accumulator,
                         std::vector<Partner>& partners, Pairs& found,
                         base::Checkpoint& checkpoint) {
  const auto least = static_cast<double>(judge.least);
  const auto cutoff = cutoff_of(judge.least);
  const bool all_allowed = judge.filter.allows_all();
  for (const auto& tile : tiles) {
    const auto first = judge.self_join ? std::max(Index{0}, i + 1 - tile.first_row) : Index{0};
    if (first >= tile.n_rows) continue;
    partners.clear();
    accumulator.score(row_of_x, tile, first, checkpoint);
    const bool ordered = accumulator.drain(cutoff, [&](Index row, double sum) {
      // The kernel is at most 1: what falls short without it needs no exp().
      const auto score = static_cast<double>(static_cast<T>(sum));
      if (!(score >= least)) return;
      const auto j = tile.first_row + row;
      if (!all_allowed && !judge.filter.allows(i, j)) return;
      const auto similarity = score * judge.kernel(i, j);
      if (similarity >= least) partners.push_back({j, similarity});
    });
    if (!ordered) {
      std::sort(partners.begin(), partners.end(),
                [](const Partner& a, const Partner& b) { return a.j < b.j; });
    }
    for (const auto& partner : partners) {
      found.i.push_back(i);
      found.j.push_back(partner.j);
      found.similarity.push_back(partner.similarity);
    }
  }
}

void refuse_nonsense(const PairsOptions& options, Index n_rows, bool self_join) {
  if (!(options.min_similarity > 0.0)) {
    throw std::invalid_argument("min_similarity must be above 0, got " +
                                std::to_string(options.min_similarity) +
                                "; at 0 every pair would be one");
  }
  if (!options.timestamps.empty() && !self_join) {
    throw std::invalid_argument("a time kernel is for pairs of X's own rows, but there is a Y");
  }
  if (!options.timestamps.empty() &&
      options.timestamps.size() != static_cast<std::size_t>(n_rows)) {
    throw std::invalid_argument("timestamps has " + std::to_string(options.timestamps.size()) +
                                " entries, but X has " + std::to_string(n_rows) + " rows");
  }
}

// Takes each piece's part as it is appended, so that the result is held little more than once.
Pairs join_parts(std::vector<Pairs>& parts, const base::Run& run) {
  std::size_t size = 0;
  for (const auto& part : parts) size += part.size();
  Pairs result;
  result.i.reserve(size);
  result.j.reserve(size);
  result.similarity.reserve(size);
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    for (auto& part : parts) {
      checkpoint();
      result.i.insert(result.i.end(), part.i.begin(), part.i.end());
      result.j.insert(result.j.end(), part.j.begin(), part.j.end());
      result.similarity.insert(result.similarity.end(), part.similarity.begin(),
                               part.similarity.end());
      part = {};
    }
  });
  return result;
}

}  // namespace

template <class T>
Pairs pairs(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self,
            const PairsOptions& options, const base::Run& run) {
  const bool self_join = y_or_self == nullptr;
  const auto& y = self_join ? x : *y_or_self;
  refuse_nonsense(options, x.n_rows(), self_join);
  if (x.n_cols != y.n_cols) {
    throw std::invalid_argument("X has " + std::to_string(x.n_cols) + " columns, but Y has " +
                                std::to_string(y.n_cols) + "; both need the same terms");
  }
  validate(options.filter, x.n_rows(), y.n_rows());
  // What rounds to 0 is still above it.
  const auto least =
      std::max(static_cast<T>(options.min_similarity), std::numeric_limits<T>::denorm_min());
  const Judge<T> judge{options.filter, TimeKernel(options.timestamps, options.time_scale), least,
                       self_join};

  const auto tiles = inverted_index(y, options.tile_rows, run);
  const auto ends = cut_rows(self_join ? work_of_rows(x) : work_of_rows(x, y), options.piece_work);
  std::vector<Pairs> parts(ends.size() - 1);
  const auto n_threads = std::min(static_cast<std::size_t>(run.n_threads), parts.size());
  std::vector<Accumulator<T>> accumulators(n_threads,
                                           Accumulator<T>(std::min(options.tile_rows, y.n_rows())));
  std::vector<std::vector<Partner>> partners(n_threads);

  base::parallel_for(static_cast<std::int64_t>(parts.size()), run,
                     [&](std::int64_t p, base::Checkpoint& checkpoint) {
                       const auto piece = static_cast<std::size_t>(p);
                       const auto thread = static_cast<std::size_t>(checkpoint.thread());
                       for (Index i = ends[piece]; i < ends[piece + 1]; ++i) {
                         append_pairs_of_row(x.row(i), i, tiles, judge, accumulators[thread],
                                             partners[thread], parts[piece], checkpoint);
                       }
                     });
  return join_parts(parts, run);
}

template Pairs pairs(const sparse::CsrView<float>&, const sparse::CsrView<float>*,
                     const PairsOptions&, const base::Run&);
template Pairs pairs(const sparse::CsrView<double>&, const sparse::CsrView<double>*,
                     const PairsOptions&, const base::Run&);

}  // namespace broadsheet::similarity
