// SPDX-License-Identifier: Apache-2.0
// Arrays made by hand go through the same checks and calls as those from Python: what is wrong is
// refused, what is right gives the answer of the slow references.
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "broadsheet/similarity/join.hpp"
#include "broadsheet/similarity/top_k.hpp"
#include "catch.hpp"
#include "fuzz/cases.hpp"
#include "fuzz/hand_made.hpp"
#include "reference/pairs.hpp"
#include "reference/top_k.hpp"

namespace broadsheet::fuzz {
namespace {

using similarity::PairFilter;
using similarity::PairsFrom;
using similarity::Timestamp;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

// A matrix is refused in the words that it should be, or it is right.
template <class T>
bool require_validation(const HandMade<T>& x) {
  const auto expected = complaint(x, "X");
  std::string told;
  try {
    sparse::validate(x.view(), "X");
  } catch (const std::invalid_argument& error) {
    told = error.what();
  }
  INFO("told: " << told << ", expected: " << expected.value_or("nothing"));
  REQUIRE(told.empty() == !expected.has_value());
  if (expected) REQUIRE(told.rfind(*expected, 0) == 0);
  return !expected;
}

template <class T>
bool check_validation(std::uint32_t seed) {
  Choices choices(seed);
  INFO("seed " << seed);
  return require_validation(hand_made<T>(choices.one_of<Index>({0, 1, 4, 10}), choices));
}

// Two matrices, or one and its self-join; a filter that fits or not.
template <class T>
struct Operands {
  HandMade<T> x;
  HandMade<T> y;
  bool self;
  sparse::CsrView<T> y_view;
  std::vector<Timestamp> x_times, y_times;
  std::vector<Index> x_groups, y_groups;
  PairFilter filter;

  explicit Operands(Choices& choices)
      : x(hand_made<T>(choices.one_of<Index>({1, 4, 10}), choices)),
        y(hand_made<T>(choices.once_in(10) ? Index{3}
                       : x.n_cols < 0      ? 2
                                           : x.n_cols,
                       choices)),
        self(choices.once_in(2)),
        y_view(y.view()) {
    const auto& others = self ? x : y;
    x_times = array<Timestamp>(x.indptr.size(), choices);
    y_times = self ? x_times : array<Timestamp>(others.indptr.size(), choices);
    x_groups = array<Index>(x.indptr.size(), choices);
    y_groups = self ? x_groups : array<Index>(others.indptr.size(), choices);
    if (!x_times.empty() && choices.once_in(30)) x_times.back() = similarity::unknown_time;
    if (choices.once_in(2)) {
      filter.window = choices.one_of<std::uint64_t>({0, 1, 3, 1'000'000'000'000'000'000ULL});
      if (!choices.once_in(20)) filter.x_times = x_times;
      if (!choices.once_in(20)) filter.y_times = self ? x_times : y_times;
    }
    filter.pairs_from =
        choices.one_of({PairsFrom::any, PairsFrom::any, PairsFrom::same, PairsFrom::different});
    if (!choices.once_in(20)) filter.x_groups = x_groups;
    if (!choices.once_in(20)) filter.y_groups = self ? x_groups : y_groups;
  }
  Operands(const Operands&) = delete;
  Operands& operator=(const Operands&) = delete;

  [[nodiscard]] const sparse::CsrView<T>* other() const { return self ? nullptr : &y_view; }

  [[nodiscard]] bool valid() const {
    if (complaint(x, "X") || (!self && complaint(y, "Y"))) return false;
    if (!self && x.n_cols != y.n_cols) return false;
    const auto n_x = x.indptr.size() - 1;
    const auto n_y = self ? n_x : y.indptr.size() - 1;
    if (filter.window) {
      if (filter.x_times.size() != n_x || filter.y_times.size() != n_y) return false;
      for (const auto times : {filter.x_times, filter.y_times}) {
        for (const auto time : times) {
          if (time == similarity::unknown_time) return false;
        }
      }
    }
    return filter.pairs_from == PairsFrom::any ||
           (filter.x_groups.size() == n_x && filter.y_groups.size() == n_y);
  }

  // As the bindings do it.
  void validate() const {
    sparse::validate(x.view(), "X");
    if (!self) sparse::validate(y.view(), "Y");
  }

 private:
  // An entry a row, and seldom one more or less.
  template <class Number>
  static std::vector<Number> array(std::size_t n_ends, Choices& choices) {
    auto n = n_ends > 0 ? n_ends - 1 : 0;
    if (choices.once_in(30)) n += 1;
    if (choices.once_in(30) && n > 0) n -= 1;
    std::vector<Number> numbers;
    for (std::size_t i = 0; i < n; ++i) {
      numbers.push_back(choices.one_of<Number>({-1, 0, 1, 2, std::numeric_limits<Number>::max()}));
    }
    return numbers;
  }
};

// The same bytes, so that NaN equals itself and 0 not -0.
template <class A, class B>
bool same_bytes(const A& a, const B& b) {
  static_assert(sizeof(a[0]) == sizeof(b[0]));
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(a[0])) == 0);
}

template <class T>
bool check_top_k(std::uint32_t seed) {
  Choices choices(seed);
  const Operands<T> given(choices);
  similarity::TopKOptions options{
      .k = choices.one_of<Index>({-5, 0, 1, 2, 3, 10, std::numeric_limits<Index>::max()}),
      .filter = given.filter,
      .tile_rows = choices.one_of<Index>({1, 3, similarity::default_tile_rows}),
      .piece_work = choices.one_of<Offset>({1, similarity::default_piece_work}),
      .dense_from = choices.one_of({0., .2, 2.})};
  if (choices.once_in(2)) {
    options.min_similarity =
        choices.one_of({nan, -infinite, infinite, -1., -1e-30, 0., 1e-30, .25, .5, 2., 1e300});
  }
  const bool valid = given.valid() && options.k >= 1 &&
                     !(options.min_similarity && std::isnan(*options.min_similarity));
  const base::Run run{choices.once_in(20) ? 2 : 1};
  INFO("seed " << seed);
  sparse::Csr<T> found;
  const bool refused = refuses([&] {
    given.validate();
    found = similarity::top_k<T>(given.x.view(), given.other(), options, run);
  });
  REQUIRE(refused == !valid);
  if (!valid) return false;
  const auto expected = reference::top_k<T>(given.x.view(), given.other(), options);
  REQUIRE(found.indptr == expected.indptr);
  REQUIRE(found.indices == expected.indices);
  REQUIRE(same_bytes(found.values, expected.values));
  REQUIRE(found.n_cols == expected.n_cols);
  return true;
}

template <class T>
bool check_pairs(std::uint32_t seed) {
  Choices choices(seed);
  const Operands<T> given(choices);
  similarity::PairsOptions options{
      .min_similarity = choices.one_of(
          {nan, -infinite, -1., 0., 1e-320, 1e-300, 1e-7, .1, .25, .5, 1., 3., 1e300, infinite}),
      .filter = given.filter,
      .time_scale = choices.one_of({.5, 2., 10., 1e300, 0., -1., nan, infinite}),
      .tile_rows = choices.one_of<Index>({1, 3, similarity::default_tile_rows}),
      .piece_work = choices.one_of<Offset>({1, similarity::default_piece_work}),
      .dense_from = choices.one_of({0., .2, 2.})};
  if (choices.once_in(3)) options.timestamps = given.x_times;
  const auto n_times = options.timestamps.size();
  const bool valid = given.valid() && options.min_similarity > 0.0 &&
                     (n_times == 0 || (given.self && n_times + 1 == given.x.indptr.size() &&
                                       options.time_scale > 0.0 && options.time_scale < infinite));
  const base::Run run{choices.once_in(20) ? 2 : 1};
  INFO("seed " << seed);
  similarity::Pairs found;
  const bool refused = refuses([&] {
    given.validate();
    found = similarity::pairs<T>(given.x.view(), given.other(), options, run);
  });
  REQUIRE(refused == !valid);
  if (!valid) return false;
  const auto expected = reference::pairs<T>(given.x.view(), given.other(), options);
  REQUIRE(found.i == expected.i);
  REQUIRE(found.j == expected.j);
  REQUIRE(same_bytes(found.similarity, expected.similarity));
  return true;
}

TEST_CASE("hand-made matrices are right, or refused with what is wrong", "[fuzz]") {
  for_each_case(false, by_type(check_validation<float>, check_validation<double>));
}

TEST_CASE("many hand-made matrices are right, or refused with what is wrong", "[fuzz][slow]") {
  for_each_case(true, by_type(check_validation<float>, check_validation<double>));
}

TEST_CASE("hand-made matrices have the nearest rows of the reference, or are refused", "[fuzz]") {
  for_each_case(false, by_type(check_top_k<float>, check_top_k<double>));
}

TEST_CASE("many hand-made matrices have the nearest rows of the reference, or are refused",
          "[fuzz][slow]") {
  for_each_case(true, by_type(check_top_k<float>, check_top_k<double>));
}

TEST_CASE("hand-made matrices have the pairs of the reference, or are refused", "[fuzz]") {
  for_each_case(false, by_type(check_pairs<float>, check_pairs<double>));
}

TEST_CASE("many hand-made matrices have the pairs of the reference, or are refused",
          "[fuzz][slow]") {
  for_each_case(true, by_type(check_pairs<float>, check_pairs<double>));
}

}  // namespace
}  // namespace broadsheet::fuzz
