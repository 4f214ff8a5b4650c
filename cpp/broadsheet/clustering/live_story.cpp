// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/live_story.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

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

Timestamp LiveStory::moment() const {
  const Wide sum = times();
  const Wide n = n_;
  const Wide quotient = sum / n;
  return static_cast<Timestamp>(quotient - (sum % n < 0 ? 1 : 0));
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

namespace {

// Calls f with where a row and a sum have each of their common columns.
template <class F>
void for_each_common(std::span<const Index> row, std::span<const Index> sum, F&& f) {
  if (row.size() * 16 < sum.size()) {  // of a large story most terms are of no interest
    auto at = sum.begin();
    for (std::size_t e = 0; e < row.size(); ++e) {
      at = std::lower_bound(at, sum.end(), row[e]);
      if (at == sum.end()) return;
      if (*at == row[e]) f(e, static_cast<std::size_t>(at - sum.begin()));
    }
    return;
  }
  for (std::size_t e = 0, s = 0; e < row.size() && s < sum.size();) {
    const auto a = row[e];
    const auto b = sum[s];
    if (a == b) f(e, s);
    e += a <= b ? 1 : 0;
    s += b <= a ? 1 : 0;
  }
}

}  // namespace

double mean_cosine(const LiveRow& row, const LiveStory& story) {
  // Products are multiples of 2^-48. Their sum is at most the number of articles, so that up to 16
  // double takes it without rounding.
  constexpr Index few = 16;
  const auto sum = story.sum();
  const auto n = static_cast<double>(story.n_articles());
  if (story.n_articles() <= few) {
    double result = 0.0;
    for_each_common(row.columns, sum.columns, [&](std::size_t e, std::size_t s) {
      result += static_cast<double>(row.values[e]) * sum.values[s];
    });
    return result / n;
  }
  __extension__ using Wide = unsigned __int128;
  Wide result = 0;
  for_each_common(row.columns, sum.columns, [&](std::size_t e, std::size_t s) {
    const auto value = static_cast<double>(row.values[e]) / live_step;
    result += static_cast<Wide>(static_cast<std::uint64_t>(value)) *
              static_cast<std::uint64_t>(sum.values[s] / live_step);
  });
  return static_cast<double>(result) * live_step * live_step / n;
}

}  // namespace broadsheet::clustering
