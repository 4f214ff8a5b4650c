// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/clustering/cluster_graph.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet::clustering {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

template <class T>
ClusterGraph<T>::ClusterGraph(const Points<T>& points, const similarity::Pairs& pairs,
                              const similarity::TimeKernel& kernel, Linkage linkage, FixedPoint cut,
                              base::Checkpoint& checkpoint)
    : points_(points), kernel_(kernel), is_average_(linkage == Linkage::average), cut_(cut) {
  const auto n = points.weight.size();
  std::vector<std::size_t> degree(n);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    if (p % 65536 == 0) checkpoint();
    ++degree[at(pairs.i[p])];
    ++degree[at(pairs.j[p])];
  }
  edges_of_.resize(n);
  for (std::size_t c = 0; c < n; ++c) edges_of_[c].reserve(degree[c]);
  edges_.reserve(pairs.size());
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    if (p % 65536 == 0) checkpoint();
    const auto i = pairs.i[p];
    const auto j = pairs.j[p];
    edges_of_[at(i)].push_back(edges_.size());
    edges_of_[at(j)].push_back(edges_.size());
    const auto n_pairs = is_average_ ? Offset{points.weight[at(i)]} * points.weight[at(j)] : 1;
    edges_.push_back({ExactSum(to_fixed(pairs.similarity[p]), n_pairs), nullptr, i, j});
  }
  members_.reserve(n);
  for (std::size_t c = 0; c < n; ++c) {
    const auto point = static_cast<Index>(c);
    members_.push_back({point, point, 1, points.weight[c]});
  }
  next_.assign(n, gone);
  edge_to_.assign(n, none);
}

template <class T>
auto ClusterGraph<T>::candidate(std::size_t e) const -> std::optional<Candidate> {
  const auto& edge = edges_[e];
  const auto n_pairs = is_average_ ? n_articles(edge.a) * n_articles(edge.b) : 1;
  // Missing pairs are below the cut: only if the known ones reach it can all of them.
  const auto n_missing = edge.missing ? edge.missing->n_pairs : 0;
  if (!edge.sum.reaches(cut_, n_pairs - n_missing)) return std::nullopt;
  auto sum = edge.sum;
  if (n_missing > 0) sum += ExactSum(cut_, n_missing);
  return Candidate{sum.average(n_pairs), std::min(edge.a, edge.b), std::max(edge.a, edge.b), e};
}

template <class T>
auto ClusterGraph<T>::best_of(Index cluster) -> std::optional<Candidate> {
  auto& edges = edges_of_[at(cluster)];
  std::erase_if(edges, [&](std::size_t e) { return edges_[e].a == gone; });
  std::optional<Candidate> best;
  for (const auto e : edges) {
    const auto found = candidate(e);
    if (!found) continue;
    if (!best || found->similarity > best->similarity ||
        (found->similarity == best->similarity &&
         std::pair(found->low, found->high) < std::pair(best->low, best->high))) {
      best = found;
    }
  }
  return best;
}

template <class T>
bool ClusterGraph<T>::is_current(const Candidate& old) const {
  if (edges_[old.edge].a == gone) return false;
  const auto now = candidate(old.edge);
  return now && now->similarity == old.similarity && now->low == old.low && now->high == old.high;
}

template <class T>
bool ClusterGraph<T>::complete(const Candidate& candidate, base::Checkpoint& checkpoint) {
  auto& edge = edges_[candidate.edge];
  if (!edge.missing) return false;
  for (const auto& block : edge.missing->blocks) edge.sum += sum_of(block, checkpoint);
  edge.missing.reset();
  return true;
}

template <class T>
void ClusterGraph<T>::merge(const Candidate& candidate) {
  const auto [similarity, low, high, merged] = candidate;
  auto& kept = edges_of_[at(low)];
  auto taken = std::exchange(edges_of_[at(high)], {});
  edges_[merged].a = gone;
  std::erase_if(kept, [&](std::size_t e) { return edges_[e].a == gone; });
  const auto n_kept = kept.size();
  for (const auto e : kept) edge_to_[at(edges_[e].other(low))] = e;

  for (const auto e : taken) {
    auto& edge = edges_[e];
    if (edge.a == gone) continue;
    const auto third = edge.other(high);
    if (auto& to = edge_to_[at(third)]; to != none) {
      take_over(edges_[to], edge);
      to = none;
    } else {
      miss(edge, members_[at(low)], members_[at(third)]);
      if (edge.a == gone) continue;
      (edge.a == high ? edge.a : edge.b) = low;
      kept.push_back(e);
    }
  }
  for (std::size_t k = 0; k < n_kept; ++k) {
    auto& edge = edges_[kept[k]];
    const auto third = edge.other(low);
    if (auto& to = edge_to_[at(third)]; to != none) {
      miss(edge, members_[at(high)], members_[at(third)]);
      to = none;
    }
  }

  auto& all = members_[at(low)];
  const auto& joining = members_[at(high)];
  next_[at(all.last)] = joining.first;
  all = {all.first, joining.last, all.n_points + joining.n_points,
         all.n_articles + joining.n_articles};
}

template <class T>
void ClusterGraph<T>::miss(Edge& edge, const Members& a, const Members& b) {
  if (!is_average_) {  // a pair below the cut is the least, and stays
    edge.a = gone;
    return;
  }
  if (!edge.missing) edge.missing = std::make_unique<Missing>();
  edge.missing->n_pairs += a.n_articles * b.n_articles;
  edge.missing->blocks.push_back({a, b});
}

template <class T>
void ClusterGraph<T>::take_over(Edge& edge, Edge& taken) {
  if (!is_average_) {
    edge.sum = std::min(edge.sum, taken.sum);
    taken.a = gone;
    return;
  }
  edge.sum += taken.sum;
  if (!edge.missing) {
    edge.missing = std::move(taken.missing);
  } else if (taken.missing) {
    const auto& blocks = taken.missing->blocks;
    edge.missing->n_pairs += taken.missing->n_pairs;
    edge.missing->blocks.insert(edge.missing->blocks.end(), blocks.begin(), blocks.end());
    taken.missing.reset();
  }
  taken.a = gone;
}

template <class T>
ExactSum ClusterGraph<T>::sum_of(const Block& block, base::Checkpoint& checkpoint) {
  if (!dense_) dense_.emplace(points_.vectors.n_cols);
  const bool a_is_smaller = block.a.n_points <= block.b.n_points;
  const auto& few = a_is_smaller ? block.a : block.b;
  const auto& many = a_is_smaller ? block.b : block.a;
  ExactSum sum;
  auto p = few.first;
  for (Index n_p = 0; n_p < few.n_points; ++n_p, p = next_[at(p)]) {
    const auto row_p = points_.vectors.row(p);
    dense_->lay_out(row_p);
    auto q = many.first;
    for (Index n_q = 0; n_q < many.n_points; ++n_q, q = next_[at(q)]) {
      if (n_q % 256 == 0) checkpoint();
      const auto factor = kernel_(p, q);
      if (factor < 0x1p-34) continue;  // a cosine below 2 times this is 0 in fixed point
      const auto dot = dense_->dot(points_.vectors.row(q));
      const auto similarity = static_cast<double>(static_cast<T>(dot)) * factor;
      sum += ExactSum(to_fixed(similarity), Offset{points_.weight[at(p)]} * points_.weight[at(q)]);
    }
    dense_->clear(row_p);
  }
  return sum;
}

template class ClusterGraph<float>;
template class ClusterGraph<double>;

}  // namespace broadsheet::clustering
