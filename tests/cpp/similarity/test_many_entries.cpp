// SPDX-License-Identifier: Apache-2.0
// More entries, postings and pairs than an index of 16 bits numbers, in few rows: see
// reference/many_entries.hpp.
#include <numeric>
#include <vector>

#include "broadsheet/similarity/duplicates.hpp"
#include "broadsheet/similarity/join.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "catch.hpp"
#include "reference/duplicates.hpp"
#include "reference/many_entries.hpp"
#include "reference/pairs.hpp"
#include "reference/top_k.hpp"

namespace broadsheet::similarity {
namespace {

// With negative values estimates cannot tell, and all scores are summed up.
sparse::Csr<double> with_signs() {
  auto x = reference::many_entries<double>(520);
  for (std::size_t e = 0; e < x.values.size(); e += 3) x.values[e] = -x.values[e];
  return x;
}

template <class T>
void compare_top_k(const sparse::Csr<T>& x, double dense_from) {
  const auto view = x.view();
  const TopKOptions options{.k = 200, .dense_from = dense_from};
  for (const auto* y : {static_cast<const sparse::CsrView<T>*>(nullptr), &view}) {
    const auto found = top_k<T>(x.view(), y, options, {2});
    const auto expected = reference::top_k<T>(x.view(), y, options);
    REQUIRE(found.indices.size() > 40'000);
    REQUIRE(found.indptr == expected.indptr);
    REQUIRE(found.indices == expected.indices);
    REQUIRE(found.values == expected.values);
  }
}

TEST_CASE("neighbours of many entries are not numbered by an index", "[similarity]") {
  compare_top_k(reference::many_entries<float>(), 0.2);  // dense columns
  compare_top_k(reference::many_entries<float>(), 2.0);  // postings
  compare_top_k(with_signs(), 0.2);
}

template <class T>
void compare_pairs(const sparse::Csr<T>& x, const PairsOptions& options) {
  const auto found = pairs<T>(x.view(), nullptr, options, {2});
  const auto expected = reference::pairs<T>(x.view(), nullptr, options);
  REQUIRE(found.size() > 33'000);
  REQUIRE(found.i == expected.i);
  REQUIRE(found.j == expected.j);
  REQUIRE(found.similarity == expected.similarity);
}

TEST_CASE("pairs are not numbered by an index", "[similarity]") {
  compare_pairs(reference::many_entries<float>(), {.min_similarity = 20.0});
  compare_pairs(reference::many_entries<float>(), {.min_similarity = 20.0, .dense_from = 2.0});
  auto low = with_signs();
  for (auto& value : low.values) value *= 0x1p-10;
  compare_pairs(low, {.min_similarity = 1e-12});
}

TEST_CASE("as many rows as an index numbers are joined", "[similarity]") {
  const auto x = reference::most_rows<float>();
  const auto n = x.n_rows();
  const auto found = pairs<float>(x.view(), nullptr, {.dense_from = 2.0}, {2});
  REQUIRE(found.size() == static_cast<std::size_t>(n));  // three of each three
  REQUIRE(found.i.back() == n - 2);
  REQUIRE(found.j.back() == n - 1);
  const auto nearest = top_k<float>(x.view(), nullptr, {.k = 5, .dense_from = 2.0}, {2});
  REQUIRE(nearest.indptr.back() == 2 * Offset{n});
  REQUIRE(nearest.indices[nearest.indices.size() - 2] == n - 3);
  REQUIRE(nearest.indices.back() == n - 2);
}

TEST_CASE("duplicates and shingles are not numbered by an index", "[similarity]") {
  // Each set has all ids but one: 89,700 of them, and 44,850 pairs.
  std::vector<Offset> indptr{0};
  std::vector<Index> ids;
  for (Index i = 0; i < 300; ++i) {
    for (Index id = 0; id < 300; ++id) {
      if (id != i) ids.push_back(id);
    }
    indptr.push_back(static_cast<Offset>(ids.size()));
  }
  const SetsView sets{indptr, ids, 300};
  std::vector<Index> order(300);
  std::iota(order.begin(), order.end(), 0);
  const auto found = duplicates(sets, order, 0.5, {2});
  const auto expected = reference::duplicates(sets, order, 0.5);
  REQUIRE(found.i.size() == 44'850);
  REQUIRE(found.i == expected.i);
  REQUIRE(found.j == expected.j);
  REQUIRE(found.jaccard == expected.jaccard);
  REQUIRE(found.leader == expected.leader);
}

}  // namespace
}  // namespace broadsheet::similarity
