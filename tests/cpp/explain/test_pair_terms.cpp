// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "broadsheet/explain/pair_terms.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "catch.hpp"
#include "reference/close.hpp"
#include "reference/pair_terms.hpp"
#include "reference/random_csr.hpp"

namespace broadsheet::explain {
namespace {

// One row of a 2-D array of the result.
template <class Array>
auto row_of(const Array& array, Index width, std::size_t pair) {
  const auto first = array.begin() + static_cast<Offset>(pair) * width;
  return std::vector(first, first + width);
}

template <class T, class Array>
void require_terms(const std::vector<Index>& ids, const Array& numbers,
                   const reference::Terms& expected) {
  for (std::size_t t = 0; t < ids.size(); ++t) {
    const bool there = t < expected.size();
    REQUIRE(ids[t] == (there ? expected[t].first : -1));
    REQUIRE(numbers[t] == (there ? static_cast<T>(expected[t].second) : T{0}));
  }
}

template <class T>
void require_reference(const sparse::Csr<T>& x, const std::vector<Offset>& pairs, Index k,
                       const PairTerms<T>& found) {
  const auto rows = reference::dense(x.view());
  for (std::size_t p = 0; p < pairs.size() / 2; ++p) {
    const auto i = pairs[2 * p];
    const auto j = pairs[2 * p + 1];
    INFO("pair " << p << ": " << i << ", " << j);
    const auto expected = reference::pair_terms(rows[static_cast<std::size_t>(i)],
                                                rows[static_cast<std::size_t>(j)], k);
    const auto row = [&](const auto& array) { return row_of(array, found.width, p); };
    require_terms<double>(row(found.shared), row(found.contributions), expected.shared);
    require_terms<T>(row(found.only_first), row(found.only_first_weights), expected.only_first);
    require_terms<T>(row(found.only_second), row(found.only_second_weights), expected.only_second);
    REQUIRE(found.similarity[p] ==
            sparse::dot(x.view().row(static_cast<Index>(i)), x.view().row(static_cast<Index>(j))));
    REQUIRE(reference::close(found.rest[p], expected.rest));
    double sum = found.rest[p];
    for (const auto contribution : row(found.contributions)) sum += contribution;
    REQUIRE(reference::close(sum, found.similarity[p]));
  }
}

std::vector<Offset> random_pairs(std::size_t n, Index n_rows, std::mt19937& random) {
  std::uniform_int_distribution<Offset> row(0, n_rows - 1);
  std::vector<Offset> pairs(2 * n);
  for (auto& end : pairs) end = row(random);
  return pairs;
}

TEST_CASE("shared terms come by falling contribution, lacking ones by weight", "[explain]") {
  const sparse::Csr<double> x{
      {0, 4, 8, 9}, {0, 1, 2, 3, 1, 2, 3, 4, 5}, {1, 1, 2, 1, 3, 2, 3, 1, 1}, 6};
  const std::vector<Offset> pairs{0, 1, 0, 2};
  const auto found = pair_terms(x.view(), pairs, 2, {});
  REQUIRE(found.width == 2);
  REQUIRE(found.shared == std::vector<Index>{2, 1, -1, -1});
  REQUIRE(found.contributions == std::vector<double>{4, 3, 0, 0});
  REQUIRE(found.similarity == std::vector<double>{10, 0});
  REQUIRE(found.rest == std::vector<double>{3, 0});
  REQUIRE(found.only_first == std::vector<Index>{0, -1, 2, 0});
  REQUIRE(found.only_first_weights == std::vector<double>{1, 0, 2, 1});
  REQUIRE(found.only_second == std::vector<Index>{4, -1, 5, -1});
  REQUIRE(found.only_second_weights == std::vector<double>{1, 0, 1, 0});
}

TEST_CASE("a stored zero is no term; signs do not count for the order", "[explain]") {
  const sparse::Csr<float> x{{0, 4, 8}, {0, 1, 2, 3, 0, 1, 2, 3}, {0, 1, -2, 1, 5, 1, 1, 0}, 4};
  const auto found = pair_terms(x.view(), std::vector<Offset>{0, 1}, 4, {});
  REQUIRE(found.shared == std::vector<Index>{2, 1, -1, -1});
  REQUIRE(found.contributions == std::vector<double>{-2, 1, 0, 0});
  REQUIRE(found.only_first == std::vector<Index>{3, -1, -1, -1});
  REQUIRE(found.only_second == std::vector<Index>{0, -1, -1, -1});
  REQUIRE(found.only_second_weights == std::vector<float>{5, 0, 0, 0});
}

TEST_CASE("a product too small for a double is neither shared nor lacking", "[explain]") {
  const sparse::Csr<double> x{{0, 1, 2}, {0, 0}, {1e-200, 1e-200}, 1};
  const auto found = pair_terms(x.view(), std::vector<Offset>{0, 1}, 1, {});
  REQUIRE(found.shared == std::vector<Index>{-1});
  REQUIRE(found.only_first == std::vector<Index>{-1});
  REQUIRE(found.only_second == std::vector<Index>{-1});
}

TEST_CASE("no pairs, empty rows and more terms than there are", "[explain]") {
  const sparse::Csr<float> x{{0, 0, 1}, {0}, {1.0F}, 2};
  REQUIRE(pair_terms(x.view(), {}, 3, {}).similarity.empty());
  const auto found =
      pair_terms(x.view(), std::vector<Offset>{0, 0, 0, 1}, std::numeric_limits<Index>::max(), {});
  REQUIRE(found.width == 2);
  REQUIRE(found.only_second == std::vector<Index>{-1, -1, 0, -1});
  REQUIRE(pair_terms(sparse::Csr<float>{}.view(), {}, 3, {}).width == 1);
}

TEST_CASE("what is no row of the matrix is named", "[explain]") {
  const sparse::Csr<float> x{{0, 1, 1}, {0}, {1.0F}, 1};
  const auto explain = [&](const std::vector<Offset>& pairs, Index k) {
    return pair_terms(x.view(), pairs, k, {});
  };
  REQUIRE_THROWS_WITH(explain({0, 1, 1, 2}, 1), "pairs has row 2 at [1, 1], but X has 2 rows");
  REQUIRE_THROWS_WITH(explain({-1, 1}, 1), "pairs has row -1 at [0, 0], but X has 2 rows");
  REQUIRE_THROWS_AS(explain({0, 1, 1}, 1), std::invalid_argument);
  REQUIRE_THROWS_WITH(explain({0, 1}, 0), "k must be at least 1, got 0");
}

TEST_CASE("pair terms equal their reference on random matrices", "[explain]") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto x = reference::random_csr<float>({.n_rows = 25,
                                                 .n_cols = 1 + static_cast<Index>(seed % 90),
                                                 .density = seed % 2 == 0 ? 0.3 : 0.9,
                                                 .negative = seed % 3 == 0,
                                                 .unit = seed % 5 == 0},
                                                random);
    const auto pairs = random_pairs(60, x.n_rows(), random);
    const Index k = 1 + static_cast<Index>(seed % 13);
    INFO("seed " << seed);
    require_reference(x, pairs, k, pair_terms(x.view(), pairs, k, {.n_threads = 2}));
  }
}

TEST_CASE("rows whose heaviest terms are all shared are gone through whole", "[explain]") {
  // 300 terms, the heavy 200 in both rows and longer than any head.
  sparse::Csr<double> x;
  x.n_cols = 302;
  for (Index i = 0; i < 2; ++i) {
    for (Index t = 0; t < 300; ++t) {
      if (t >= 200 && t % 2 == i) continue;
      x.indices.push_back(t);
      x.values.push_back(t < 200 ? 10.0 + t : 1.0 / (1 + t % 7));
    }
    x.indptr.push_back(static_cast<Offset>(x.indices.size()));
  }
  const std::vector<Offset> pairs{0, 1, 1, 0, 0, 0};
  for (const Index k : {1, 10, 64, 65, 100, 302}) {
    INFO("k " << k);
    require_reference(x, pairs, k, pair_terms(x.view(), pairs, k, {}));
  }
}

TEST_CASE("the number of threads changes no byte", "[explain]") {
  std::mt19937 random(3);
  const auto x =
      reference::random_csr<double>({.n_rows = 300, .n_cols = 400, .unit = true}, random);
  const auto pairs = random_pairs(20'000, x.n_rows(), random);
  const auto one = pair_terms(x.view(), pairs, 7, {});
  for (const int n_threads : {2, 5}) {
    const auto more = pair_terms(x.view(), pairs, 7, {.n_threads = n_threads});
    REQUIRE(one.similarity == more.similarity);
    REQUIRE(one.shared == more.shared);
    REQUIRE(one.contributions == more.contributions);
    REQUIRE(one.rest == more.rest);
    REQUIRE(one.only_first == more.only_first);
    REQUIRE(one.only_first_weights == more.only_first_weights);
    REQUIRE(one.only_second == more.only_second);
    REQUIRE(one.only_second_weights == more.only_second_weights);
  }
}

}  // namespace
}  // namespace broadsheet::explain
