// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <stdexcept>
#include <vector>

#include "broadsheet/weighting/class_tfidf.hpp"
#include "catch.hpp"
#include "reference/close.hpp"
#include "reference/random_counts.hpp"

namespace broadsheet::weighting {
namespace {

TEST_CASE("a term weighs by how rare it is in all classes", "[weighting]") {
  const std::vector<double> f{0.0, 2.0, 8.0};
  const auto plain = class_idf(f, 4.0, ClassIdf::plain);
  REQUIRE(plain[0] == 0.0);
  REQUIRE(plain[1] == std::log(3.0));
  REQUIRE(plain[2] == std::log(1.5));
  const auto bm25 = class_idf(f, 4.0, ClassIdf::bm25);
  REQUIRE(bm25[0] == 0.0);
  REQUIRE(bm25[1] == std::log(2.0));
  REQUIRE(reference::close(bm25[2], std::log(5.0 / 8.5)));
  REQUIRE_THROWS_AS(class_idf(f, -1.0, ClassIdf::plain), std::invalid_argument);
  REQUIRE_THROWS_AS(class_idf(std::vector<double>{-1.0}, 1.0, ClassIdf::plain),
                    std::invalid_argument);
}

TEST_CASE("c-TF-IDF is the count, or its share or root, times that", "[weighting]") {
  const auto counts = reference::random_counts<double>(1100, 5, 11);
  const std::vector<double> idf{1.0, 0.5, 0.0, 2.0, -0.25};
  for (const bool relative : {false, true}) {
    for (const bool square_root : {false, true}) {
      const ClassTfidfOptions options{relative, square_root};
      const auto found = class_tfidf<double>(counts.view(), idf, options, {});
      REQUIRE(class_tfidf<double>(counts.view(), idf, options, {3}) == found);
      std::size_t entry = 0;
      for (Index i = 0; i < counts.n_rows(); ++i) {
        const auto row = counts.view().row(i);
        double len = 0.0;
        for (const double count : row.values) len += count;
        for (std::size_t e = 0; e < row.size(); ++e, ++entry) {
          double tf = row.values[e];
          if (relative && len > 0.0) tf /= len;
          if (square_root) tf = std::sqrt(tf);
          REQUIRE(found[entry] == tf * idf[static_cast<std::size_t>(row.columns[e])]);
        }
      }
    }
  }
  REQUIRE_THROWS_AS(class_tfidf<double>(counts.view(), {}, {}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::weighting
