// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "broadsheet/weighting/schemes.hpp"
#include "broadsheet/weighting/smart.hpp"
#include "catch.hpp"
#include "reference/close.hpp"
#include "reference/random_counts.hpp"

namespace broadsheet::weighting {
namespace {

using Dense = std::vector<double>;

double slow_tf(char letter, double count, const Dense& row) {
  if (count == 0.0) return 0.0;
  double sum = 0.0;
  double terms = 0.0;
  for (const double c : row) {
    sum += c;
    terms += c > 0.0 ? 1.0 : 0.0;
  }
  switch (letter) {
    case 'b':
      return 1.0;
    case 'a':
      return 0.5 + 0.5 * count / *std::max_element(row.begin(), row.end());
    case 'l':
      return 1.0 + std::log2(count);
    case 'd':
      return 1.0 + std::log2(1.0 + std::log2(count));
    case 'L':
      return (1.0 + std::log2(count)) / (1.0 + std::log2(sum / terms));
    default:
      return count;
  }
}

double slow_norm(char letter, const Dense& weights, const Dense& row, const Dense& lengths) {
  double squares = 0.0;
  double unique = 0.0;
  double characters = 0.0;
  for (std::size_t t = 0; t < weights.size(); ++t) {
    squares += weights[t] * weights[t];
    unique += weights[t] != 0.0 ? 1.0 : 0.0;
    characters += row[t] * (lengths[t] + 1.0);
  }
  return letter == 'u' ? unique : letter == 'b' ? characters : std::sqrt(squares);
}

// One row at a time with every term in it, as the formulas are written.
Dense slow_row(const std::string& triple, const Dense& row, const Dense& idf, const Dense& lengths,
               std::optional<double> pivot, double slope) {
  Dense weights(row.size());
  for (std::size_t t = 0; t < row.size(); ++t) {
    weights[t] = slow_tf(triple[0], row[t], row) * idf[t];
  }
  const double norm = slow_norm(triple[2], weights, row, lengths);
  double by = triple[2] == 'n' || triple[2] == 'x' ? 1.0 : norm;
  if (pivot) by = (1.0 - slope) * *pivot + slope * norm;
  if (by != 0.0) {
    for (auto& weight : weights) weight /= by;
  }
  return weights;
}

void compare_with_reference(const std::string& triple, std::optional<double> pivot,
                            Index n_rows = 40) {
  const auto counts = reference::random_counts<double>(n_rows, 9, 5);
  const Dense idf{1.0, 0.0, 2.5, 0.25, 3.0, 1.5, 0.5, 1.0, 0.0};
  const Dense lengths{1, 2, 3, 4, 5, 6, 7, 8, 9};
  const SmartOptions options{parse_smart(triple), pivot, 0.4};
  const auto found = smart<double>(counts.view(), idf, lengths, options, {});
  REQUIRE(smart<double>(counts.view(), idf, lengths, options, {3}) == found);
  std::size_t entry = 0;
  for (Index i = 0; i < n_rows; ++i) {
    const auto row = counts.view().row(i);
    Dense dense(9);
    for (std::size_t e = 0; e < row.size(); ++e) {
      dense[static_cast<std::size_t>(row.columns[e])] = row.values[e];
    }
    const auto expected = slow_row(triple, dense, idf, lengths, pivot, 0.4);
    for (std::size_t e = 0; e < row.size(); ++e) {
      REQUIRE(reference::close(found[entry++], expected[static_cast<std::size_t>(row.columns[e])]));
    }
  }
}

TEST_CASE("every SMART triple equals its reference", "[weighting]") {
  for (const char tf : std::string("btnaldL")) {
    for (const char norm : std::string("xncub")) {
      const std::string triple{tf, 'f', norm};
      CAPTURE(triple);
      if (norm != 'u' && norm != 'b') compare_with_reference(triple, std::nullopt);
      compare_with_reference(triple, 3.5);
    }
  }
  compare_with_reference("ltc", std::nullopt, 1500);
}

TEST_CASE("a letter that is none is named with those that are", "[weighting]") {
  for (const auto* wrong : {"", "lt", "ltcc", "ltc.",
                            "\xc3\x9f"
                            "c"}) {
    REQUIRE_THROWS_AS(parse_smart(wrong), std::invalid_argument);
  }
  REQUIRE_THROWS_WITH(parse_smart("zfc"),
                      "smart='zfc': 'z' is no term frequency; allowed are "
                      "'b', 't', 'n', 'a', 'l', 'd', 'L'");
  REQUIRE_THROWS_WITH(parse_smart("lzc"),
                      "smart='lzc': 'z' is no document frequency; allowed "
                      "are 'x', 'n', 'f', 't', 'p'");
  REQUIRE_THROWS_WITH(parse_smart("lfz"),
                      "smart='lfz': 'z' is no normalization; allowed are "
                      "'x', 'n', 'c', 'u', 'b'");
  REQUIRE_THROWS_WITH(parse_smart("lnc.ltc"),
                      "smart='lnc.ltc' names two weightings, of documents "
                      "and of queries; fit a transformer for each");
  REQUIRE(parse_smart("txx").tf == SmartTf::raw);
  REQUIRE(parse_smart("txx").df == SmartDf::none);
  REQUIRE(parse_smart("txx").norm == SmartNorm::none);
}

TEST_CASE("the second letter weighs rare terms", "[weighting]") {
  const std::vector<Index> df{0, 1, 2, 4};
  const auto idf = [&](SmartDf kind) {
    const auto found = smart_idf(df, 4, kind);
    return Dense(found.begin(), found.end());
  };
  REQUIRE(idf(SmartDf::none) == Dense{0, 1, 1, 1});
  REQUIRE(idf(SmartDf::idf) == Dense{0, 2, 1, 0});
  REQUIRE(idf(SmartDf::zero_corrected) ==
          Dense{0, std::log2(5.0), std::log2(2.5), std::log2(1.25)});
  REQUIRE(idf(SmartDf::probabilistic) == Dense{0, std::log2(3.0), 0, 0});
  REQUIRE_THROWS_AS(smart_idf(std::vector<Index>{5}, 4, SmartDf::none), std::invalid_argument);
}

TEST_CASE("a pivot is the mean of what its norm measures", "[weighting]") {
  const sparse::Csr<double> counts{{0, 2, 2, 4}, {0, 2, 0, 2}, {3, 0, 1, 5}, 3};
  const Dense lengths{4, 9, 1};
  REQUIRE(smart_pivot(counts.view(), SmartNorm::pivoted_unique, {}) == 1.0);
  REQUIRE(smart_pivot(counts.view(), SmartNorm::pivoted_characters, lengths) == 10.0);
  REQUIRE(smart_pivot(counts.view(), SmartNorm::cosine, {}) == 0.0);
  REQUIRE_THROWS_AS(smart_pivot(counts.view(), SmartNorm::pivoted_characters, {}),
                    std::invalid_argument);
}

TEST_CASE("what SMART cannot weigh is refused", "[weighting]") {
  const sparse::Csr<double> counts{{0, 0, 1}, {0}, {0.5}, 1};
  const Dense one{1.0};
  const auto weigh = [&](const char* triple, const Dense& idf, const Dense& lengths,
                         std::optional<double> pivot, double slope) {
    return smart<double>(counts.view(), idf, lengths, {parse_smart(triple), pivot, slope}, {});
  };
  REQUIRE(weigh("nfn", one, {}, std::nullopt, 0.25) == Dense{0.5});
  REQUIRE(weigh("nfn", one, {}, 0.0, 0.0) == Dense{0.5});  // a norm of 0 divides nothing
  REQUIRE_THROWS_WITH(weigh("lfn", one, {}, std::nullopt, 0.25),
                      "smart's tf letters l, d and L take counts of at least 1, but row 1 has "
                      "0.500000");
  REQUIRE_THROWS_AS(weigh("nfn", {}, {}, std::nullopt, 0.25), std::invalid_argument);
  REQUIRE_THROWS_AS(weigh("nfb", one, {}, 1.0, 0.25), std::invalid_argument);
  REQUIRE_THROWS_AS(weigh("nfu", one, {}, std::nullopt, 0.25), std::invalid_argument);
  for (const double wrong : {-1.0, std::nan(""), HUGE_VAL}) {
    REQUIRE_THROWS_AS(weigh("nfc", one, {}, wrong, 0.25), std::invalid_argument);
    REQUIRE_THROWS_AS(weigh("nfc", one, {}, 1.0, wrong), std::invalid_argument);
  }
}

TEST_CASE("the list names each scheme once, and asks nothing to be guessed", "[weighting]") {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& scheme : schemes) {
    REQUIRE(seen.emplace(scheme.kind, scheme.name).second);
    REQUIRE_FALSE(scheme.title.empty());
    REQUIRE_FALSE(scheme.formula.empty());
    REQUIRE_FALSE(scheme.source.empty());
    REQUIRE(is_scheme(scheme.kind, scheme.name));
  }
  REQUIRE_FALSE(is_scheme("smart_tf", "c"));
  REQUIRE(names_of("smart_df") == "'x', 'n', 'f', 't', 'p'");
}

}  // namespace
}  // namespace broadsheet::weighting
