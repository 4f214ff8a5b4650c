// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/live_story.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace broadsheet::clustering {

LiveStory::LiveStory(std::int64_t id, const LiveRow& row, Timestamp time)
    : id_(id), newest_(time), columns_(row.columns), sums_(row.values.begin(), row.values.end()) {
  store(time);
}

LiveStory::Wide LiveStory::times() const {
  __extension__ using Unsigned = unsigned __int128;
  return static_cast<Wide>((static_cast<Unsigned>(times_high_) << 64) | times_low_);
}

void LiveStory::store(Wide times) {
  times_low_ = static_cast<std::uint64_t>(times);
  times_high_ = static_cast<std::uint64_t>(times >> 64);
}

Timestamp LiveStory::moment(LiveMoment which) const {
  if (which == LiveMoment::newest) return newest_;
  const Wide sum = times();
  const Wide n = n_;
  const Wide quotient = sum / n;
  return static_cast<Timestamp>(quotient - (sum % n < 0 ? 1 : 0));
}

double LiveStory::scale(LiveLinkage linkage) const {
  if (linkage == LiveLinkage::average) return n_;
  double squares = 0.0;
  for (const auto sum : sums_) squares += sum * sum;
  return squares > 0.0 ? std::sqrt(squares) : 1.0;
}

void LiveStory::add(const LiveRow& row, Timestamp time) {
  std::size_t n_new = 0;
  {
    std::size_t s = 0;
    for (const auto column : row.columns) {
      while (s < columns_.size() && columns_[s] < column) ++s;
      if (s == columns_.size() || columns_[s] != column) ++n_new;
    }
  }
  // Nothing below throws.
  columns_.reserve(columns_.size() + n_new);
  sums_.reserve(sums_.size() + n_new);
  auto from = columns_.size();
  auto to = from + n_new;
  columns_.resize(to);
  sums_.resize(to);
  for (auto e = row.columns.size(); e > 0;) {
    if (from > 0 && columns_[from - 1] > row.columns[e - 1]) {
      --from, --to;
      columns_[to] = columns_[from];
      sums_[to] = sums_[from];
      continue;
    }
    --e, --to;
    auto sum = static_cast<double>(row.values[e]);
    if (from > 0 && columns_[from - 1] == row.columns[e]) sum += sums_[--from];
    columns_[to] = row.columns[e];
    sums_[to] = sum;
  }
  ++n_;
  newest_ = std::max(newest_, time);
  store(times() + time);
}

void LiveStory::remove(const LiveRow& row, Timestamp time, Timestamp newest) noexcept {
  std::size_t to = 0;
  std::size_t e = 0;
  for (std::size_t s = 0; s < columns_.size(); ++s) {
    auto sum = sums_[s];
    if (e < row.columns.size() && row.columns[e] == columns_[s]) {
      sum -= static_cast<double>(row.values[e++]);
    }
    if (sum == 0.0) continue;
    columns_[to] = columns_[s];
    sums_[to++] = sum;
  }
  columns_.resize(to);
  sums_.resize(to);
  --n_;
  newest_ = newest;
  store(times() - time);
}

double dot(const sparse::Row<float>& row, const sparse::Row<double>& sum) {
  double result = 0.0;
  const auto add = [&](std::size_t e, std::size_t s) {
    result += static_cast<double>(row.values[e]) * sum.values[s];
  };
  if (row.size() * 16 < sum.size()) {  // of a large story most terms are of no interest
    auto at = sum.columns.begin();
    for (std::size_t e = 0; e < row.size(); ++e) {
      at = std::lower_bound(at, sum.columns.end(), row.columns[e]);
      if (at == sum.columns.end()) break;
      if (*at == row.columns[e]) add(e, static_cast<std::size_t>(at - sum.columns.begin()));
    }
    return result;
  }
  for (std::size_t e = 0, s = 0; e < row.size() && s < sum.size();) {
    const auto a = row.columns[e];
    const auto b = sum.columns[s];
    if (a == b) add(e, s);
    e += a <= b ? 1 : 0;
    s += b <= a ? 1 : 0;
  }
  return result;
}

}  // namespace broadsheet::clustering
