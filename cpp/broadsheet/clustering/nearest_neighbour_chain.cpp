// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/nearest_neighbour_chain.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <tuple>

#include "broadsheet/base/between_loops.hpp"

namespace broadsheet::clustering {
namespace {

__extension__ using Wide = unsigned __int128;

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// A similarity as an exact fraction.
struct Fraction {
  std::uint64_t sum = 0;
  std::uint64_t count = 1;

  friend bool operator>(const Fraction& a, const Fraction& b) {
    return static_cast<Wide>(a.sum) * b.count > static_cast<Wide>(b.sum) * a.count;
  }
};

struct ExactMerge {
  Index low;
  Index high;
  Fraction similarity;
};

// What the triangle holds: similarities of points, or sums of clusters, some of them barred.
enum class Holds { similarities, sums };

template <Holds holds>
class Chain {
 public:
  Chain(SimilarityTriangle& triangle, std::span<const Index> weight, Linkage linkage,
        const base::Run& run)
      : triangle_(triangle),
        // The least similarity is one number, however many articles it is the least of.
        weight_(weight.size(), 1),
        is_average_(linkage == Linkage::average),
        run_(run) {
    alive_.resize(weight.size());
    std::iota(alive_.begin(), alive_.end(), Index{0});
    if (is_average_) take_weights(weight);
  }

  std::vector<ExactMerge> merge_down_to(const Fraction& cut) {
    std::vector<Index> chain;
    while (alive_.size() > 1) {
      tell();
      if (chain.empty()) chain.push_back(alive_.front());
      const auto cluster = chain.back();
      const auto [nearest, similarity] = nearest_of(cluster);
      if (nearest == none || cut > similarity) {
        // Nor does it reach any cluster to come. One that others lead to would reach those.
        remove(cluster);
        chain.pop_back();
      } else if (chain.size() > 1 && nearest == chain[chain.size() - 2]) {
        chain.resize(chain.size() - 2);
        merge(std::min(cluster, nearest), std::max(cluster, nearest), similarity);
      } else {
        chain.push_back(nearest);
      }
    }
    return std::move(merges_);
  }

 private:
  struct Neighbour {
    Index cluster;
    Fraction similarity;
  };

  static constexpr Index none = -1;
  // How far ahead entries of a column are asked for: they are rows apart in memory.
  static constexpr std::size_t ahead = 16;

  // Calls f(cluster, entry) for each living cluster but `but`, in order.
  template <class F>
  void for_each_with(Index but, F&& f) {
    const auto here = std::ranges::lower_bound(alive_, but) - alive_.begin();
    const auto n = static_cast<std::size_t>(here);
    for (std::size_t k = 0; k < n; ++k) {
      if (k + ahead < n) triangle_.prefetch(alive_[k + ahead], but);
      f(alive_[k], triangle_(alive_[k], but));
    }
    for (auto k = n + 1; k < alive_.size(); ++k) f(alive_[k], triangle_(but, alive_[k]));
  }

  void take_weights(std::span<const Index> weight) {
    for (std::size_t i = 0; i < weight.size(); ++i) {
      weight_[i] = static_cast<std::uint64_t>(weight[i]);
    }
    if (holds == Holds::sums) return;
    if (std::ranges::all_of(weight, [](Index w) { return w == 1; })) return;
    for (Index i = 0; i < triangle_.n_points(); ++i) {
      tell();
      auto j = at(i) + 1;
      for (auto& sum : triangle_.behind(i)) sum *= weight_[at(i)] * weight_[j++];
    }
  }

  // Of equally near ones the first: with it the pair has the lowest names.
  Neighbour nearest_of(Index cluster) {
    Neighbour nearest{none, {0, 0}};
    auto best = Fraction{0, 0};
    for_each_with(cluster, [&](Index other, std::uint64_t sum) {
      if (is_barred(sum)) return;
      const Fraction similarity{sum, weight_[at(other)]};
      if (best.count == 0 || similarity > best) {
        best = similarity;
        nearest.cluster = other;
      }
    });
    nearest.similarity = {best.sum, best.count * weight_[at(cluster)]};
    return nearest;
  }

  void merge(Index low, Index high, const Fraction& similarity) {
    merges_.push_back({low, high, similarity});
    remove(high);
    for_each_with(low, [&](Index other, std::uint64_t& value) {
      const auto joining = other < high ? triangle_(other, high) : triangle_(high, other);
      if (is_barred(value) || is_barred(joining)) {
        value = barred;
      } else {
        value = is_average_ ? value + joining : std::min(value, joining);
      }
    });
    if (is_average_) weight_[at(low)] += weight_[at(high)];
  }

  static bool is_barred(std::uint64_t value) { return holds == Holds::sums && value == barred; }

  void remove(Index cluster) { alive_.erase(std::ranges::lower_bound(alive_, cluster)); }

  void tell() {
    const auto total = static_cast<std::int64_t>(weight_.size());
    between_(run_, total - static_cast<std::int64_t>(alive_.size()), total);
  }

  SimilarityTriangle& triangle_;
  std::vector<std::uint64_t> weight_;  // by cluster: how many similarities of each article count
  bool is_average_;
  base::Run run_;
  base::BetweenLoops between_;
  std::vector<Index> alive_;  // ascending
  std::vector<ExactMerge> merges_;
};

std::vector<NamedMerge> best_first(std::vector<ExactMerge> exact) {
  std::ranges::sort(exact, [](const ExactMerge& a, const ExactMerge& b) {
    if (a.similarity > b.similarity) return true;
    if (b.similarity > a.similarity) return false;
    return std::tuple(a.low, a.high) < std::tuple(b.low, b.high);
  });
  std::vector<NamedMerge> merges;
  merges.reserve(exact.size());
  for (const auto& [low, high, similarity] : exact) {
    merges.push_back(
        {low, high, average_of(similarity.sum, static_cast<Offset>(similarity.count))});
  }
  return merges;
}

}  // namespace

std::vector<NamedMerge> nearest_neighbour_chain(SimilarityTriangle& triangle,
                                                std::span<const Index> weight, Linkage linkage,
                                                FixedPoint cut, const base::Run& run) {
  Chain<Holds::similarities> chain(triangle, weight, linkage, run);
  return best_first(chain.merge_down_to({static_cast<std::uint64_t>(cut), 1}));
}

std::vector<NamedMerge> constrained_average_link(SimilarityTriangle& sums,
                                                 std::span<const Index> weight,
                                                 const base::Run& run) {
  Chain<Holds::sums> chain(sums, weight, Linkage::average, run);
  return best_first(chain.merge_down_to({0, 1}));
}

}  // namespace broadsheet::clustering
