// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "broadsheet/sparse/csr.hpp"
#include "broadsheet/weighting/tfidf.hpp"
#include "catch.hpp"
#include "reference/random_counts.hpp"

namespace broadsheet::weighting {
namespace {

using sparse::Norm;

template <class T, class Count>
std::vector<T> slow(const sparse::Csr<Count>& counts, const std::vector<double>& idf,
                    const TfidfOptions& options) {
  std::vector<T> result;
  for (Index i = 0; i < counts.n_rows(); ++i) {
    const auto row = counts.view().row(i);
    std::vector<T> weights;
    double sum = 0.0;
    for (std::size_t e = 0; e < row.size(); ++e) {
      auto weight = static_cast<T>(row.values[e]);
      if (options.sublinear_tf) weight = std::log(weight) + T{1};
      if (!idf.empty()) weight *= static_cast<T>(idf[static_cast<std::size_t>(row.columns[e])]);
      weights.push_back(weight);
      sum += static_cast<double>(options.norm == Norm::l2 ? weight * weight : weight);
    }
    const auto length = options.norm == Norm::none ? 1.0
                        : options.norm == Norm::l1 ? sum
                                                   : std::sqrt(sum);
    for (const auto w : weights) result.push_back(static_cast<T>(static_cast<double>(w) / length));
  }
  return result;
}

// Weights of counts, which stay as they are.
template <class T, class Count>
std::vector<T> weights_of(const sparse::Csr<Count>& counts, const std::vector<double>& idf,
                          const TfidfOptions& options, const base::Run& run = {}) {
  std::vector<T> values(counts.values.begin(), counts.values.end());
  tfidf<T>(counts.indptr, counts.indices, values, idf, options, run);
  return values;
}

template <class T, class Count>
void compare_with_reference() {
  for (const Index n_rows : {0, 1, 30, 512, 1500}) {
    const auto counts =
        reference::random_counts<Count>(n_rows, 11, static_cast<std::uint32_t>(n_rows), 1);
    std::vector<double> idf;
    for (int t = 0; t < 11; ++t) idf.push_back(1.0 + t / 3.0);
    for (const auto norm : {Norm::none, Norm::l1, Norm::l2}) {
      for (const bool sublinear : {false, true}) {
        const TfidfOptions options{sublinear, norm};
        for (const auto& weights : {idf, std::vector<double>{}}) {
          const auto expected = slow<T>(counts, weights, options);
          REQUIRE(weights_of<T>(counts, weights, options) == expected);
          REQUIRE(weights_of<T>(counts, weights, options, {3}) == expected);
        }
      }
    }
  }
}

TEST_CASE("weights of counts equal their reference in single and double", "[weighting]") {
  compare_with_reference<float, std::int32_t>();
  compare_with_reference<double, std::int32_t>();
  compare_with_reference<float, float>();
  compare_with_reference<double, double>();
}

TEST_CASE("a weight is the count times the idf, over the row's length", "[weighting]") {
  const sparse::Csr<std::int32_t> counts{{0, 2, 2, 3}, {0, 1, 1}, {3, 2, 5}, 2};
  const std::vector<double> idf{1.0, 2.0};
  REQUIRE(weights_of<double>(counts, idf, {}) == std::vector<double>{0.6, 0.8, 1.0});
  REQUIRE(weights_of<double>(counts, idf, {.norm = Norm::none}) == std::vector<double>{3, 4, 10});
  REQUIRE(weights_of<double>(counts, {}, {.norm = Norm::l1}) == std::vector<double>{0.6, 0.4, 1.0});
}

TEST_CASE("counts of weighted fields need not be whole", "[weighting]") {
  const sparse::Csr<double> counts{{0, 1}, {0}, {2.5}, 1};
  REQUIRE(weights_of<double>(counts, {}, {.sublinear_tf = true, .norm = Norm::none}) ==
          std::vector<double>{std::log(2.5) + 1});
}

TEST_CASE("a term without an idf is refused by its row", "[weighting]") {
  const sparse::Csr<float> counts{{0, 1, 2}, {0, 1}, {1, 1}, 2};
  REQUIRE_THROWS_WITH(weights_of<float>(counts, {1.0}, {}),
                      "row 1 has column 1, but there are 1 terms");
  REQUIRE_THROWS_AS(weights_of<float>(counts, {}, {}, {0}), std::invalid_argument);
  const sparse::Csr<float> falling{{0, 2, 1, 2}, {0, 1}, {1, 1}, 2};
  REQUIRE_THROWS_WITH(weights_of<float>(falling, {}, {}), "indptr falls at row 1");
}

}  // namespace
}  // namespace broadsheet::weighting
