// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/block_terms.hpp"

#include <algorithm>
#include <cstdint>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {
namespace {

// One a thread; between blocks every number is 0.
using Counts = std::vector<std::uint32_t>;

// A counting sort by term; stable, so rows ascend.
void sort_block(const sparse::CsrView<float>& matrix, Index first, Index last, Counts& counts,
                std::span<BlockTerm> sorted, base::Checkpoint& checkpoint) {
  base::Pace pace(checkpoint);
  for (auto i = first; i < last; ++i) {
    const auto terms = matrix.row(i).columns;
    pace.each(terms.size(), [&](std::size_t e) { ++counts[static_cast<std::size_t>(terms[e])]; });
  }
  std::uint32_t begin = 0;
  for (auto& count : counts) {
    const auto n = count;
    count = begin;
    begin += n;
  }
  for (auto i = first; i < last; ++i) {
    const auto row = matrix.row(i);
    pace.each(row.size(), [&](std::size_t e) {
      const auto term = row.columns[e];
      sorted[counts[static_cast<std::size_t>(term)]++] = {term, i - first, row.values[e]};
    });
  }
  std::fill(counts.begin(), counts.end(), 0);
}

}  // namespace

BlockTerms::BlockTerms(const sparse::CsrView<float>& matrix, const base::Run& run) {
  const auto n_rows = matrix.n_rows();
  for (Offset first = 0; first < n_rows; first += block_rows) {
    const auto last = std::min<Offset>(n_rows, first + block_rows);
    ends_.push_back(static_cast<std::size_t>(matrix.indptr[static_cast<std::size_t>(last)]));
  }
  entries_.resize(matrix.indices.size());
  std::vector<Counts> counts(static_cast<std::size_t>(run.n_threads),
                             Counts(static_cast<std::size_t>(matrix.n_cols)));
  base::parallel_for(
      static_cast<std::int64_t>(ends_.size()) - 1, run,
      [&](std::int64_t p, base::Checkpoint& checkpoint) {
        checkpoint();
        const auto block = static_cast<std::size_t>(p);
        const auto first = static_cast<Index>(p * block_rows);
        sort_block(
            matrix, first, static_cast<Index>(first + std::min<Index>(block_rows, n_rows - first)),
            counts[static_cast<std::size_t>(checkpoint.thread())],
            std::span(entries_).subspan(ends_[block], ends_[block + 1] - ends_[block]), checkpoint);
      });
}

}  // namespace broadsheet::similarity
