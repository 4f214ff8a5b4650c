// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/explain/row_heads.hpp"

#include <algorithm>
#include <cstdint>

#include "broadsheet/base/stoppable.hpp"
#include "broadsheet/explain/heaviest.hpp"

namespace broadsheet::explain {

template <class T>
RowHeads::RowHeads(const sparse::CsrView<T>& x, std::span<const Offset> rows, Index size,
                   const base::Run& run)
    : size_(static_cast<std::size_t>(size)),
      head_of_(static_cast<std::size_t>(x.n_rows()), Index{-1}) {
  std::vector<Index> row_of;  // of each head
  base::Share numbering(run, 0, 50);
  base::parallel_for(1, numbering.run(), [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(rows.size(), checkpoint, [&](std::size_t r) {
      auto& head = head_of_[static_cast<std::size_t>(rows[r])];
      if (head >= 0) return;
      head = static_cast<Index>(row_of.size());
      row_of.push_back(static_cast<Index>(rows[r]));
    });
  });
  counts_.resize(row_of.size());
  positions_.resize(row_of.size() * size_);

  constexpr std::size_t per_piece = 64;
  const auto n_pieces = (row_of.size() + per_piece - 1) / per_piece;
  const auto piece = [&](std::int64_t p, base::Checkpoint& checkpoint) {
    Heaviest heaviest(size_);
    std::vector<double> weights;
    std::vector<Index> entries;  // those that are not 0
    const auto first = static_cast<std::size_t>(p) * per_piece;
    for (auto h = first; h < std::min(first + per_piece, row_of.size()); ++h) {
      const auto values = x.row(row_of[h]).values;
      weights.clear();
      entries.clear();
      base::for_each_index(values.size(), checkpoint, [&](std::size_t e) {
        if (values[e] == T{0}) return;
        weights.push_back(static_cast<double>(values[e]));
        entries.push_back(static_cast<Index>(e));
      });
      const auto chosen = heaviest.of(weights, checkpoint);
      counts_[h] = static_cast<Index>(chosen.size());
      std::transform(chosen.begin(), chosen.end(),
                     positions_.begin() + static_cast<Offset>(h * size_),
                     [&](Index at) { return entries[static_cast<std::size_t>(at)]; });
    }
  };
  base::Share choosing(run, 50, base::Share::whole);
  base::parallel_for(static_cast<std::int64_t>(n_pieces), choosing.run(), piece);
}

template RowHeads::RowHeads(const sparse::CsrView<float>&, std::span<const Offset>, Index,
                            const base::Run&);
template RowHeads::RowHeads(const sparse::CsrView<double>&, std::span<const Offset>, Index,
                            const base::Run&);

}  // namespace broadsheet::explain
