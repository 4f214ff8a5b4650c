// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>

#include "broadsheet/explain/top_terms.hpp"
#include "catch.hpp"
#include "reference/explain.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::explain {
namespace {

TEST_CASE("a cluster is named by what its members share and others lack", "[explain]") {
  // Term 0 is everywhere, term 1 in both articles of cluster 0, term 2 in one, heavily.
  const sparse::Csr<double> x{
      {0, 3, 5, 7, 8}, {0, 1, 2, 0, 1, 0, 3, 0}, {0.5, 0.5, 0.75, 0.5, 0.5, 0.5, 0.5, 0.5}, 4};
  const std::vector<Index> labels{0, 0, 1, 1};
  const auto terms = top_terms(x.view(), labels, 2, 10);
  REQUIRE(terms.indptr == std::vector<Offset>{0, 2, 3});
  REQUIRE(terms.indices == std::vector<Index>{1, 2, 3});
  REQUIRE(terms.values == std::vector<double>{0.5, 0.1875, 0.125});
  REQUIRE(terms.n_cols == 4);
  REQUIRE(top_terms(x.view(), labels, 2, 1).indices == std::vector<Index>{1, 3});
}

TEST_CASE("a collection that is one cluster is named by its mean", "[explain]") {
  const sparse::Csr<float> x{{0, 2, 3}, {0, 1, 0}, {0.5F, 1.0F, 0.5F}, 2};
  const std::vector<Index> labels{0, 0};
  const auto terms = top_terms(x.view(), labels, 1, 5);
  REQUIRE(terms.indices == std::vector<Index>{0, 1});
  REQUIRE(terms.values == std::vector<double>{0.5, 0.25});
}

TEST_CASE("clusters without members or terms have no names", "[explain]") {
  const sparse::Csr<float> x{{0, 1, 1}, {0}, {1.0F}, 1};
  const std::vector<Index> labels{0, 2};
  REQUIRE(top_terms(x.view(), labels, 3, 5).indptr == std::vector<Offset>{0, 1, 1, 1});
  REQUIRE(top_terms(sparse::Csr<float>{}.view(), {}, 0, 5).indptr == std::vector<Offset>{0});
}

TEST_CASE("wrong labels are refused, naming the row", "[explain]") {
  const sparse::Csr<float> x{{0, 1, 1}, {0}, {1.0F}, 1};
  const std::vector<Index> too_large{0, 2};
  const std::vector<Index> too_few{0};
  const std::vector<Index> negative{-2, 0};
  REQUIRE_THROWS_WITH(top_terms(x.view(), too_large, 2, 5),
                      "labels has 2 at row 1, but there are 2 clusters");
  REQUIRE_THROWS_AS(top_terms(x.view(), too_few, 2, 5), std::invalid_argument);
  REQUIRE_THROWS_AS(top_terms(x.view(), negative, 2, 5), std::invalid_argument);
  REQUIRE_THROWS_AS(top_terms(x.view(), too_large, -1, 5), std::invalid_argument);
  REQUIRE_THROWS_AS(top_terms(x.view(), too_large, 3, 0), std::invalid_argument);
}

TEST_CASE("top terms equal their reference on random matrices", "[explain]") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto x = reference::random_csr<float>(
        {.n_rows = 20, .n_cols = 15, .negative = seed % 3 == 0}, random);
    std::uniform_int_distribution<Index> label(-1, 4);
    std::vector<Index> labels;
    for (Index i = 0; i < x.n_rows(); ++i) labels.push_back(label(random));
    const Index k = 1 + static_cast<Index>(seed % 6);
    const auto found = top_terms(x.view(), labels, 6, k);
    const auto expected = reference::top_terms(x.view(), labels, 6, k);
    INFO("seed " << seed);
    for (Index c = 0; c < 6; ++c) {
      const auto row = found.view().row(c);
      const auto& terms = expected[static_cast<std::size_t>(c)];
      REQUIRE(row.size() == terms.size());
      for (std::size_t t = 0; t < terms.size(); ++t) {
        REQUIRE(row.columns[t] == terms[t].second);
        REQUIRE(row.values[t] == terms[t].first);
      }
    }
  }
}

}  // namespace
}  // namespace broadsheet::explain
