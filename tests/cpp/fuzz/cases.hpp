// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "catch.hpp"

namespace broadsheet::fuzz {

/// Cases of each of the ten fuzzers: a share of them in every run, the other million with [slow].
inline constexpr std::uint32_t some_cases = 3'400;
inline constexpr std::uint32_t many_cases = 170'000;

/// Calls `check(seed)` for each case; the slow ones follow upon the others. It tells whether the
/// case was right: there must be enough of both kinds for the fuzzer to mean something.
template <class F>
void for_each_case(bool slow, F&& check) {
  const auto first = slow ? some_cases : 0;
  const auto last = slow ? some_cases + many_cases : some_cases;
  std::uint32_t n_right = 0;
  for (auto seed = first; seed < last; ++seed) n_right += check(seed) ? 1U : 0U;
  REQUIRE(n_right > (last - first) / 8);
  REQUIRE(n_right < (last - first) / 8 * 7);
}

/// Even cases in single precision, odd ones in double.
template <class Single, class Double>
auto by_type(Single&& single, Double&& twice) {
  return [=](std::uint32_t seed) { return seed % 2 == 0 ? single(seed) : twice(seed); };
}

}  // namespace broadsheet::fuzz
