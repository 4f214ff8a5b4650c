// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/centre_index.hpp"

#include <algorithm>

namespace broadsheet::clustering {
namespace {

constexpr std::size_t cache_line = 16;     // floats
constexpr std::size_t share_of_lines = 8;  // a term that one in so many centres have gets a line

}  // namespace

void CentreIndex::rebuild(std::span<const Centre> centres, Index n_cols,
                          base::Checkpoint& checkpoint) {
  n_centres_ = centres.size();
  width_ = (n_centres_ + cache_line - 1) / cache_line * cache_line;
  base::Pace pace(checkpoint);
  const auto for_each_entry = [&](auto&& f) {
    for (std::size_t c = 0; c < centres.size(); ++c) {
      const auto& centre = centres[c];
      pace.each(centre.columns.size(), [&](std::size_t e) {
        f(c, static_cast<std::size_t>(centre.columns[e]), centre.values[e]);
      });
    }
  };

  const auto n_terms = static_cast<std::size_t>(n_cols);
  first_.assign(n_terms + 1, 0);
  for_each_entry([&](std::size_t, std::size_t t, float) { ++first_[t + 1]; });
  line_of_.assign(n_terms, -1);
  Index n_lines = 0;
  base::for_each_index(n_terms, checkpoint, [&](std::size_t t) {
    if (static_cast<std::size_t>(first_[t + 1]) * share_of_lines >= n_centres_ &&
        first_[t + 1] > 0) {
      line_of_[t] = n_lines++;
      first_[t + 1] = 0;
    }
    first_[t + 1] += first_[t];
  });

  const auto n_postings = static_cast<std::size_t>(first_.back());
  centres_.resize(n_postings);
  values_.resize(n_postings);
  lines_.resize(static_cast<std::size_t>(n_lines) * width_);
  pace.parts(lines_.size(), [&](std::size_t from, std::size_t to) {
    std::fill(lines_.begin() + static_cast<std::ptrdiff_t>(from),
              lines_.begin() + static_cast<std::ptrdiff_t>(to), 0.0F);
  });
  std::vector<Offset> next(first_.begin(), first_.end() - 1);
  for_each_entry([&](std::size_t c, std::size_t t, float value) {
    if (line_of_[t] >= 0) {
      lines_[static_cast<std::size_t>(line_of_[t]) * width_ + c] = value;
      return;
    }
    const auto to = static_cast<std::size_t>(next[t]++);
    centres_[to] = static_cast<Index>(c);
    values_[to] = value;
  });
}

template <class Sum, class T>
void CentreIndex::scores(const sparse::Row<T>& row, std::span<Sum> sums, base::Pace& pace) const {
  std::fill(sums.begin(), sums.end(), Sum{0});
  Sum* const sum = sums.data();
  const auto width = width_;
  pace.parts(row.size(), [&](std::size_t from, std::size_t to) {
    for (auto e = from; e < to; ++e) {
      const auto t = static_cast<std::size_t>(row.columns[e]);
      const auto weight = static_cast<Sum>(row.values[e]);
      if (line_of_[t] >= 0) {
        const float* const line = lines_.data() + static_cast<std::size_t>(line_of_[t]) * width;
        for (std::size_t c = 0; c < width; ++c) sum[c] += weight * static_cast<Sum>(line[c]);
        continue;
      }
      const auto last = static_cast<std::size_t>(first_[t + 1]);
      for (auto p = static_cast<std::size_t>(first_[t]); p < last; ++p) {
        sum[centres_[p]] += weight * static_cast<Sum>(values_[p]);
      }
    }
  });
  pace.count(row.size() * (n_centres_ / 32 + 1));
}

template <class T>
double CentreIndex::score_of(const sparse::Row<T>& row, Index centre) const {
  double sum = 0.0;
  for (std::size_t e = 0; e < row.size(); ++e) {
    const auto t = static_cast<std::size_t>(row.columns[e]);
    const auto weight = static_cast<double>(row.values[e]);
    if (line_of_[t] >= 0) {
      sum += weight * static_cast<double>(lines_[static_cast<std::size_t>(line_of_[t]) * width_ +
                                                 static_cast<std::size_t>(centre)]);
      continue;
    }
    const auto from = centres_.begin() + first_[t];
    const auto to = centres_.begin() + first_[t + 1];
    const auto at = std::lower_bound(from, to, centre);
    if (at == to || *at != centre) continue;
    sum += weight * static_cast<double>(values_[static_cast<std::size_t>(at - centres_.begin())]);
  }
  return sum;
}

template void CentreIndex::scores(const sparse::Row<float>&, std::span<float>, base::Pace&) const;
template void CentreIndex::scores(const sparse::Row<double>&, std::span<float>, base::Pace&) const;
template void CentreIndex::scores(const sparse::Row<float>&, std::span<double>, base::Pace&) const;
template void CentreIndex::scores(const sparse::Row<double>&, std::span<double>, base::Pace&) const;
template double CentreIndex::score_of(const sparse::Row<float>&, Index) const;
template double CentreIndex::score_of(const sparse::Row<double>&, Index) const;

}  // namespace broadsheet::clustering
