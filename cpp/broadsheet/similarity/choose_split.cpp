// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/similarity/choose_split.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "broadsheet/similarity/ranked_terms.hpp"
#include "broadsheet/sparse/dense.hpp"

namespace broadsheet::similarity {
namespace {

// Of the squared weights that may be bounded only, as a share of the threshold. Beyond the first
// what is left tells too few pairs from those that reach it.
constexpr double bound_shares[] = {0.6, 0.3, 0.1, 0.0};

// What a pair costs, in nanoseconds of one machine; only their proportions matter.
constexpr double a_pair = 0.3;            // going over its estimate
constexpr double a_dense_product = 0.02;  // in a product of matrices
constexpr double a_rare_product = 0.7;    // through postings
constexpr double a_verified_entry = 1.5;  // of either row of a pair that is verified

constexpr Index most_sampled = 64;

// Rows at equal distances, those of y half a distance behind those of x.
std::vector<Index> sample(Index n_rows, std::int64_t halves) {
  const std::int64_t n = std::min(n_rows, most_sampled);
  std::vector<Index> rows;
  for (std::int64_t s = 0; s < n; ++s) {
    rows.push_back(static_cast<Index>((2 * s + halves) * n_rows / (2 * n)));
  }
  return rows;
}

// Pairs of sampled rows whose estimates reach a threshold, as a share of all of them.
template <class T>
class Sample {
 public:
  Sample(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self, double x_scale,
         double y_scale)
      : x_(x),
        y_(y_or_self == nullptr ? x : *y_or_self),
        self_(y_or_self == nullptr),
        x_scale_(x_scale),
        y_scale_(y_scale),
        x_order_(sample(x.n_rows(), 0)),
        y_order_(sample(y_.n_rows(), 1)) {}

  [[nodiscard]] double reaching(const Split& split, double wanted, const base::Run& run) const {
    const auto x = SplitRows::of(x_, std::span<const Index>(x_order_), split, x_scale_, run);
    const auto y = SplitRows::of(y_, std::span<const Index>(y_order_), split, y_scale_, run);
    std::vector<float> scores(x_order_.size() * y_order_.size());
    sparse::multiply_rows(x.dense_rows(0, x.n_rows()), y.dense_rows(0, y.n_rows()), split.n_dense,
                          scores, y.n_rows());
    std::vector<float> weights(static_cast<std::size_t>(split.n_rare));
    std::size_t n_pairs = 0;
    std::size_t n_reaching = 0;
    for (Index i = 0; i < x.n_rows(); ++i) {
      const auto row = x.rare.view().row(i);
      for (std::size_t e = 0; e < row.size(); ++e) {
        weights[static_cast<std::size_t>(row.columns[e])] = row.values[e];
      }
      for (Index j = 0; j < y.n_rows(); ++j) {
        if (self_ && x_order_[static_cast<std::size_t>(i)] == y_order_[static_cast<std::size_t>(j)])
          continue;
        auto score =
            scores[static_cast<std::size_t>(i) * y_order_.size() + static_cast<std::size_t>(j)];
        const auto other = y.rare.view().row(j);
        for (std::size_t e = 0; e < other.size(); ++e) {
          score += weights[static_cast<std::size_t>(other.columns[e])] * other.values[e];
        }
        ++n_pairs;
        n_reaching += static_cast<std::size_t>(static_cast<double>(score) >= wanted);
      }
      for (const auto term : row.columns) weights[static_cast<std::size_t>(term)] = 0.0F;
    }
    return static_cast<double>(n_reaching) / static_cast<double>(std::max<std::size_t>(n_pairs, 1));
  }

 private:
  sparse::CsrView<T> x_;
  sparse::CsrView<T> y_;
  bool self_;
  double x_scale_;
  double y_scale_;
  std::vector<Index> x_order_;
  std::vector<Index> y_order_;
};

template <class T>
double entries_a_row(const sparse::CsrView<T>& matrix) {
  return static_cast<double>(matrix.indices.size()) /
         static_cast<double>(std::max<Index>(matrix.n_rows(), 1));
}

}  // namespace

template <class T>
Split choose_split(const sparse::CsrView<T>& x, const sparse::CsrView<T>* y_or_self, double x_scale,
                   double y_scale, double dense_from, std::optional<double> min_score,
                   const base::Run& run) {
  const auto& y = y_or_self == nullptr ? x : *y_or_self;
  SplitOptions how;
  how.dense_from = dense_from;
  const RankedTerms terms(y, y_scale, run);
  if (!min_score) return terms.split(how);

  const auto wanted = std::min(*min_score / (x_scale * y_scale), 1.0);
  const Sample<T> pairs(x, y_or_self, x_scale, y_scale);
  const auto verifying = a_verified_entry * (entries_a_row(x) + entries_a_row(y));
  const auto n_y = static_cast<double>(y.n_rows());
  Split best;
  auto least = std::numeric_limits<double>::infinity();
  for (const auto share : bound_shares) {
    how.bound_mass = share * wanted;
    auto split = terms.split(how);
    const auto scoring = a_pair + a_dense_product * static_cast<double>(split.n_dense) +
                         a_rare_product * split.rare_products / (n_y * n_y);
    const auto verified = split.n_bound == 0 ? 0.0 : pairs.reaching(split, wanted, run) * verifying;
    if (scoring + verified < least) {
      least = scoring + verified;
      best = std::move(split);
    }
    // Less bounded is more to score.
    if (verified < scoring / 8.0) break;
  }
  return best;
}

template Split choose_split(const sparse::CsrView<float>&, const sparse::CsrView<float>*, double,
                            double, double, std::optional<double>, const base::Run&);
template Split choose_split(const sparse::CsrView<double>&, const sparse::CsrView<double>*, double,
                            double, double, std::optional<double>, const base::Run&);

}  // namespace broadsheet::similarity
