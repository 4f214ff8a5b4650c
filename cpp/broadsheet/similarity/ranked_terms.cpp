// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/ranked_terms.hpp"

#include <algorithm>
#include <cstddef>

#include "broadsheet/base/stoppable.hpp"

namespace broadsheet::similarity {

template <class T>
RankedTerms::RankedTerms(const sparse::CsrView<T>& y, double scale, const base::Run& run)
    : n_rows_(y.n_rows()),
      frequencies_(static_cast<std::size_t>(y.n_cols)),
      squares_(static_cast<std::size_t>(y.n_cols)) {
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    base::for_each_index(y.indices.size(), checkpoint, [&](std::size_t e) {
      const auto term = static_cast<std::size_t>(y.indices[e]);
      const auto weight = static_cast<double>(y.values[e]) / scale;
      ++frequencies_[term];
      squares_[term] += weight * weight;
    });
    base::for_each_index(frequencies_.size(), checkpoint, [&](std::size_t t) {
      if (frequencies_[t] > 0) terms_.push_back(static_cast<Index>(t));
    });
    base::sort(terms_.begin(), terms_.end(), checkpoint, [&](Index a, Index b) {
      const auto of_a = frequencies_[static_cast<std::size_t>(a)];
      const auto of_b = frequencies_[static_cast<std::size_t>(b)];
      return of_a > of_b || (of_a == of_b && a < b);
    });
  });
}

Split RankedTerms::split(const SplitOptions& options) const {
  const auto term = [&](std::size_t rank) { return static_cast<std::size_t>(terms_[rank]); };
  Split split;
  split.places.assign(frequencies_.size(), Split::nowhere);
  std::size_t next = 0;
  auto mass = options.bound_mass * static_cast<double>(n_rows_);
  for (; next < terms_.size() && squares_[term(next)] <= mass; ++next) mass -= squares_[term(next)];
  split.n_bound = std::min({static_cast<Index>(next), Split::most_bound, options.most_dense});
  if (split.n_bound == 0) next = 0;
  for (std::size_t rank = 0; rank < next; ++rank) {
    split.places[term(rank)] = static_cast<Index>(rank % static_cast<std::size_t>(split.n_bound));
  }
  split.n_dense = split.n_bound;
  const auto least = options.dense_from * static_cast<double>(n_rows_);
  for (; next < terms_.size(); ++next) {
    const auto frequency = frequencies_[term(next)];
    const bool dense =
        static_cast<double>(frequency) >= least && split.n_dense < options.most_dense;
    split.places[term(next)] = dense ? split.n_dense++ : -1 - split.n_rare++;
    if (dense) continue;
    split.n_rare_entries += frequency;
    split.rare_products += static_cast<double>(frequency) * static_cast<double>(frequency);
  }
  return split;
}

template RankedTerms::RankedTerms(const sparse::CsrView<float>&, double, const base::Run&);
template RankedTerms::RankedTerms(const sparse::CsrView<double>&, double, const base::Run&);

}  // namespace broadsheet::similarity
