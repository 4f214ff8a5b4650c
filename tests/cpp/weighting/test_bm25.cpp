// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "broadsheet/weighting/bm25.hpp"
#include "broadsheet/weighting/schemes.hpp"
#include "catch.hpp"
#include "reference/close.hpp"
#include "reference/random_counts.hpp"

namespace broadsheet::weighting {
namespace {

// The whole score as its formula is written, for a count that may be 0.
double slow(Bm25Variant variant, double tf, double n, double df, double len, double avg, double k1,
            double b, double delta) {
  const double L = 1 - b + b * len / avg;
  switch (variant) {
    case Bm25Variant::lucene:
      return std::log(1 + (n - df + 0.5) / (df + 0.5)) * tf / (tf + k1 * L);
    case Bm25Variant::robertson:
      return std::max(0.0, std::log((n - df + 0.5) / (df + 0.5))) * tf / (tf + k1 * L);
    case Bm25Variant::atire:
      return std::log(n / df) * (k1 + 1) * tf / (tf + k1 * L);
    case Bm25Variant::bm25l:
      return std::log((n + 1) / (df + 0.5)) * (k1 + 1) * (tf / L + delta) / (k1 + tf / L + delta);
    case Bm25Variant::bm25_plus:
      return std::log((n + 1) / df) * ((k1 + 1) * tf / (tf + k1 * L) + delta);
  }
  return 0.0;
}

TEST_CASE("every variant of the list equals its formula", "[weighting]") {
  const auto counts = reference::random_counts<double>(1200, 6, 3);
  const std::vector<Index> df{1, 17, 300, 600, 900, 1200};
  for (const auto& scheme : schemes) {
    if (scheme.kind != "bm25") continue;
    CAPTURE(scheme.name);
    const Bm25Options options{parse_bm25_variant(scheme.name), 1.2, 0.6, 0.7};
    const auto terms = bm25_idf(df, 1200, options.variant);
    const std::vector<double> idf(terms.begin(), terms.end());
    const auto absent = bm25_nonoccurrence(idf, options);
    const auto found = bm25<double>(counts.view(), idf, 90.0, options, {});
    REQUIRE(bm25<double>(counts.view(), idf, 90.0, options, {3}) == found);
    std::size_t entry = 0;
    for (Index i = 0; i < counts.n_rows(); ++i) {
      const auto row = counts.view().row(i);
      double len = 0.0;
      for (const double count : row.values) len += count;
      for (std::size_t e = 0; e < row.size(); ++e, ++entry) {
        const auto t = static_cast<std::size_t>(row.columns[e]);
        const double whole = found[entry] + absent[static_cast<Eigen::Index>(t)];
        const double expected =
            slow(options.variant, row.values[e], 1200, df[t], len, 90.0, 1.2, 0.6, 0.7);
        REQUIRE(reference::close(whole, expected));
        if (row.values[e] == 0.0) REQUIRE(found[entry] == 0.0);
      }
    }
  }
}

TEST_CASE("a term that no document holds scores nothing", "[weighting]") {
  for (const auto variant : {Bm25Variant::lucene, Bm25Variant::robertson, Bm25Variant::atire,
                             Bm25Variant::bm25l, Bm25Variant::bm25_plus}) {
    REQUIRE(bm25_idf(std::vector<Index>{0}, 3, variant)[0] == 0.0);
  }
}

TEST_CASE("no saturation and no length are no division by 0", "[weighting]") {
  const sparse::Csr<double> counts{{0, 1}, {0}, {2.0}, 1};
  const std::vector<double> idf{3.0};
  const Bm25Options none{Bm25Variant::bm25l, 0.0, 1.0, 0.0};
  REQUIRE(bm25_nonoccurrence(idf, none)[0] == 0.0);
  REQUIRE(bm25<double>(counts.view(), idf, 0.0, none, {}) == std::vector<double>{3.0});
}

TEST_CASE("parameters out of range and unknown variants are refused", "[weighting]") {
  REQUIRE_THROWS_WITH(parse_bm25_variant("okapi"),
                      "variant must be one of 'lucene', 'robertson', 'atire', 'bm25l', 'bm25+', "
                      "got 'okapi'");
  for (const double wrong : {-0.1, std::nan(""), HUGE_VAL}) {
    REQUIRE_THROWS_AS(validate_bm25({.k1 = wrong}), std::invalid_argument);
    REQUIRE_THROWS_AS(validate_bm25({.b = wrong}), std::invalid_argument);
    REQUIRE_THROWS_AS(validate_bm25({.delta = wrong}), std::invalid_argument);
    const sparse::Csr<double> counts{{0, 1}, {0}, {2.0}, 1};
    const std::vector<double> idf{1.0};
    REQUIRE_THROWS_AS(bm25<double>(counts.view(), idf, wrong, {}, {}), std::invalid_argument);
    REQUIRE_THROWS_AS(bm25<double>(counts.view(), {}, 1.0, {}, {}), std::invalid_argument);
  }
  REQUIRE_THROWS_AS(validate_bm25({.b = 1.1}), std::invalid_argument);
  REQUIRE_THROWS_AS(bm25_idf(std::vector<Index>{4}, 3, Bm25Variant::lucene), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::weighting
