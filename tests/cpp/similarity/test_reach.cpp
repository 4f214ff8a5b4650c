// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <vector>

#include "broadsheet/similarity/reach.hpp"
#include "catch.hpp"

namespace broadsheet::similarity {
namespace {

TEST_CASE("rows in reach are those at most a window away from a stretch of time", "[similarity]") {
  constexpr auto earliest = std::numeric_limits<Timestamp>::min() + 1;
  constexpr auto latest = std::numeric_limits<Timestamp>::max();
  const std::vector<Timestamp> times{earliest, 0, 3, 3, 4, 9, latest};
  const auto n = static_cast<Index>(times.size());
  const auto time_of = [&](Index i) { return times[static_cast<std::size_t>(i)]; };
  for (Index first = 0; first <= n; ++first) {
    for (Index last = first; last <= n; ++last) {
      for (const Timestamp from : {Timestamp{-1}, Timestamp{3}, Timestamp{6}, earliest, latest}) {
        for (const Timestamp length : {0, 2}) {
          const auto to = from > latest - length ? latest : from + length;
          for (const std::uint64_t window : {0U, 1U, 3U, 100U}) {
            const auto found = in_reach({first, last}, time_of, from, to, window);
            for (auto i = first; i < last; ++i) {
              const auto t = time_of(i);
              const bool near = (t >= from && t <= to) || distance(t, from) <= window ||
                                distance(t, to) <= window;
              REQUIRE((found.first <= i && i < found.last) == near);
            }
            REQUIRE(found.size() >= 0);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace broadsheet::similarity
