// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/copies.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <unordered_map>

#include "broadsheet/base/finish_hash.hpp"
#include "broadsheet/base/parallel.hpp"

namespace broadsheet::clustering {
namespace {

using similarity::Timestamp;

std::uint64_t mix(std::uint64_t hash, std::uint64_t key) { return base::finish_hash(hash ^ key); }

template <class T>
std::uint64_t hash_of(const sparse::Row<T>& row, Timestamp timestamp) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  auto hash = mix(row.size(), static_cast<std::uint64_t>(timestamp));
  for (std::size_t e = 0; e < row.size(); ++e) {
    hash = mix(hash, static_cast<std::uint64_t>(row.columns[e]));
    hash = mix(hash, std::bit_cast<Bits>(row.values[e] + T{0}));  // so that -0 is 0
  }
  return hash;
}

template <class T>
bool equal(const sparse::Row<T>& a, const sparse::Row<T>& b) {
  return std::ranges::equal(a.columns, b.columns) && std::ranges::equal(a.values, b.values);
}

template <class T>
bool is_zero(const sparse::Row<T>& row) {
  return std::ranges::all_of(row.values, [](T value) { return value == T{0}; });
}

template <class T>
sparse::Csr<T> take_rows(const sparse::CsrView<T>& x, std::span<const Index> rows,
                         base::Checkpoint& checkpoint) {
  sparse::Csr<T> taken;
  taken.n_cols = x.n_cols;
  for (const auto i : rows) {
    if (i % 256 == 0) checkpoint();
    const auto row = x.row(i);
    taken.indices.insert(taken.indices.end(), row.columns.begin(), row.columns.end());
    taken.values.insert(taken.values.end(), row.values.begin(), row.values.end());
    taken.indptr.push_back(static_cast<Offset>(taken.indices.size()));
  }
  return taken;
}

// Fills all but the vectors.
template <class T>
void find_points(const sparse::CsrView<T>& x, std::span<const Timestamp> timestamps,
                 Points<T>& points, base::Checkpoint& checkpoint) {
  const auto time_of = [&](Index i) {
    return timestamps.empty() ? Timestamp{0} : timestamps[static_cast<std::size_t>(i)];
  };
  std::unordered_multimap<std::uint64_t, Index> points_by_hash;
  for (Index i = 0; i < x.n_rows(); ++i) {
    if (i % 256 == 0) checkpoint();
    const auto row = x.row(i);
    auto point = static_cast<Index>(points.first_article.size());
    if (!is_zero(row)) {
      const auto hash = hash_of(row, time_of(i));
      const auto [begin, end] = points_by_hash.equal_range(hash);
      const auto same = std::find_if(begin, end, [&](const auto& candidate) {
        const auto article = points.first_article[static_cast<std::size_t>(candidate.second)];
        return time_of(article) == time_of(i) && equal(x.row(article), row);
      });
      if (same != end) {
        point = same->second;
      } else {
        points_by_hash.emplace(hash, point);
      }
    }
    points.point_of.push_back(point);
    if (static_cast<std::size_t>(point) < points.weight.size()) {
      ++points.weight[static_cast<std::size_t>(point)];
    } else {
      points.first_article.push_back(i);
      points.weight.push_back(1);
      if (!timestamps.empty()) points.timestamps.push_back(time_of(i));
    }
  }
}

}  // namespace

template <class T>
Points<T> collapse_copies(const sparse::CsrView<T>& x, std::span<const Timestamp> timestamps,
                          const base::Run& run) {
  Points<T> points;
  base::parallel_for(1, run, [&](std::int64_t, base::Checkpoint& checkpoint) {
    find_points(x, timestamps, points, checkpoint);
    if (points.first_article.size() == points.point_of.size()) {
      points.vectors = x;
    } else {
      points.owned = take_rows(x, points.first_article, checkpoint);
      points.vectors = points.owned.view();
    }
  });
  return points;
}

template Points<float> collapse_copies(const sparse::CsrView<float>&, std::span<const Timestamp>,
                                       const base::Run&);
template Points<double> collapse_copies(const sparse::CsrView<double>&, std::span<const Timestamp>,
                                        const base::Run&);

}  // namespace broadsheet::clustering
