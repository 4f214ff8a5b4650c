// SPDX-License-Identifier: Apache-2.0
// More entries and pairs than an index of 16 bits numbers: see reference/many_entries.hpp.
#include <vector>

#include "broadsheet/explain/medoid.hpp"
#include "broadsheet/explain/pair_terms.hpp"
#include "broadsheet/explain/passages.hpp"
#include "broadsheet/explain/top_terms.hpp"
#include "broadsheet/sparse/dot.hpp"
#include "catch.hpp"
#include "reference/explain.hpp"
#include "reference/many_entries.hpp"
#include "reference/pair_terms.hpp"
#include "reference/passages.hpp"

namespace broadsheet::explain {
namespace {

TEST_CASE("pairs that are explained are not numbered by an index", "[explain]") {
  const auto x = reference::many_entries<float>(250, 150);
  std::vector<Offset> pairs;
  for (Offset i = 0; i < 250; ++i) {
    for (Offset j = 0; j < 150; ++j) {
      pairs.push_back(i);
      pairs.push_back(j);
    }
  }
  const auto found = pair_terms(x.view(), pairs, 3, {2});
  REQUIRE(found.similarity.size() == 37'500);
  const auto rows = reference::dense(x.view());
  for (std::size_t p = 0; p < found.similarity.size(); p += 97) {
    const auto i = static_cast<std::size_t>(pairs[2 * p]);
    const auto j = static_cast<std::size_t>(pairs[2 * p + 1]);
    REQUIRE(found.similarity[p] ==
            sparse::dot(x.view().row(static_cast<Index>(i)), x.view().row(static_cast<Index>(j))));
    const auto expected = reference::pair_terms(rows[i], rows[j], 3);
    for (std::size_t c = 0; c < 3; ++c) {
      REQUIRE(found.shared[3 * p + c] == expected.shared[c].first);
      REQUIRE(found.contributions[3 * p + c] == expected.shared[c].second);
    }
  }
}

TEST_CASE("entries of sentences and clusters are not numbered by an index", "[explain]") {
  const auto x = reference::many_entries<double>();
  std::vector<double> weights(200, 0.25);
  const auto matches = best_matches(x.view(), x.view(), weights, {2});
  const auto expected = reference::best_matches(x.view(), x.view(), weights);
  REQUIRE(matches.rows == expected.rows);
  REQUIRE(matches.scores == expected.scores);

  std::vector<Index> labels(330);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<Index>(i % 3);
  REQUIRE(medoids(x.view(), labels, 3) == reference::medoids(x.view(), labels, 3));
  const auto terms = top_terms(x.view(), labels, 3, 200);
  const auto expected_terms = reference::top_terms(x.view(), labels, 3, 200);
  for (std::size_t c = 0; c < 3; ++c) {
    REQUIRE(static_cast<std::size_t>(terms.view().row(static_cast<Index>(c)).size()) ==
            expected_terms[c].size());
  }
}

}  // namespace
}  // namespace broadsheet::explain
